"""Whether the shipped documents say what their originals say."""
