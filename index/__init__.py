"""Finding it again: embedding, lexical search, the vector store, fused retrieval, and building a generation."""
