"""What a language model's words are worth once they are proven: recorded live, and replayed without the model."""
