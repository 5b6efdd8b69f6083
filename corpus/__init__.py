"""What we know: loading files into Documents, splitting them into Passages, and the documents themselves."""
