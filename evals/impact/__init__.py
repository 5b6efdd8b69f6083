"""What a change of the documents does to answers."""
