"""The judge: whether a sentence follows from its quotes, and what in it does not."""
