"""Reports of a run: in the terminal, as a page, as scores."""
