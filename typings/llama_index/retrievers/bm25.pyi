from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.storage.docstore.types import BaseDocumentStore
from Stemmer import Stemmer

class BM25Retriever(BaseRetriever):
    @classmethod
    def from_defaults(
        cls, *, docstore: BaseDocumentStore, stemmer: Stemmer, language: str, similarity_top_k: int
    ) -> BM25Retriever: ...
