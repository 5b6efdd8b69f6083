"""From what a parser read to clean text with its structure, by general rules, with the way back to the raw page."""
