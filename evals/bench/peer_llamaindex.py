"""LlamaIndex as its own guides set it up, with our embedder: the quickstart, the same tuned, and fusion with BM25."""

from collections.abc import Sequence

import Stemmer
from llama_index.core import Document as LlamaDocument
from llama_index.core import VectorStoreIndex
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import NodeWithScore, TextNode

from ...corpus.types import Document
from ..metrics import Place
from ..run import DEPTH
from .comparison import Search, place_of, standalone

SHORT = 256
"""Tokens of a passage of some 700 characters, Tillit's length: the first thing that a user of the quickstart tunes."""


def quickstart(documents: Sequence[Document], embedder: BaseEmbedding) -> Search:
    """``VectorStoreIndex.from_documents`` with the default splitter (1,024 tokens, overlapping by 200)."""
    return search_with(_index(documents, embedder, SentenceSplitter()).as_retriever(similarity_top_k=DEPTH), documents)


def short_passages(documents: Sequence[Document], embedder: BaseEmbedding) -> Search:
    """The quickstart with passages of ``SHORT`` tokens and little overlap, for text shown twice fills a context too."""
    index = _index(documents, embedder, SentenceSplitter(chunk_size=SHORT, chunk_overlap=SHORT // 12))
    return search_with(index.as_retriever(similarity_top_k=DEPTH), documents)


def fusion(documents: Sequence[Document], embedder: BaseEmbedding) -> Search:
    """The same index fused with BM25 by reciprocal rank; one query a question, for more would take an LLM."""
    from llama_index.retrievers.bm25 import BM25Retriever

    index = _index(documents, embedder, SentenceSplitter())
    bm25 = BM25Retriever.from_defaults(
        docstore=index.docstore, stemmer=Stemmer.Stemmer("norwegian"), language="no", similarity_top_k=DEPTH
    )
    retriever = QueryFusionRetriever(
        [index.as_retriever(similarity_top_k=DEPTH), bm25],
        llm=MockLLM(),
        mode=FUSION_MODES.RECIPROCAL_RANK,
        similarity_top_k=DEPTH,
        num_queries=1,
        use_async=False,
    )
    return search_with(retriever, documents)


def _index(documents: Sequence[Document], embedder: BaseEmbedding, splitter: SentenceSplitter) -> VectorStoreIndex:
    texts = [LlamaDocument(text=document.text, doc_id=document.source.id) for document in documents]
    return VectorStoreIndex.from_documents(texts, embed_model=embedder, transformations=[splitter])


def search_with(retriever: BaseRetriever, documents: Sequence[Document]) -> Search:
    """The search of any LlamaIndex retriever whose nodes know their document and their offset in it."""
    by_id = {document.source.id: document for document in documents}

    def place(found: NodeWithScore) -> Place:
        node = found.node
        if not isinstance(node, TextNode):
            raise TypeError(f"LlamaIndex found a {type(node).__name__}, which has no place in a text")
        return place_of(node.text, node.start_char_idx, by_id[node.ref_doc_id or ""])

    return lambda question: [place(found) for found in retriever.retrieve(standalone(question))]
