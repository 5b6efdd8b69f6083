from ...document_stores.in_memory import InMemoryDocumentStore

class InMemoryBM25Retriever:
    def __init__(self, document_store: InMemoryDocumentStore, *, top_k: int) -> None: ...

class InMemoryEmbeddingRetriever:
    def __init__(self, document_store: InMemoryDocumentStore, *, top_k: int) -> None: ...
