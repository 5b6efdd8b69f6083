from ..document_stores.in_memory import InMemoryDocumentStore

class DocumentWriter:
    def __init__(self, document_store: InMemoryDocumentStore) -> None: ...
