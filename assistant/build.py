"""Putting the product together from the settings; the only module that names concrete classes."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from ..index.build import build_index
from ..index.manifest import current_name, read_manifest
from ..index.types import BuildReport, Progress
from .settings import Settings

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from ..index.generation import Generation
    from .answer import Assistant, Policy


def build(settings: Settings, progress: Callable[[Progress], None]) -> BuildReport:
    """Make the index that of the corpus; quick, and without heavy imports, when it is so already."""
    return build_index(settings.corpus_folders, settings.index, settings.embedder, _make_embedder, progress)


def _make_embedder(name: str) -> "BaseEmbedding":
    from ..index.embed import make_embedder

    return make_embedder(name)


def index_exists(settings: Settings) -> bool:
    """Whether there is an index that this version can read; it may still be damaged or another embedder's."""
    name = current_name(settings.index)
    return name is not None and read_manifest(settings.index, name) is not None


def open_assistant(settings: Settings) -> "Assistant":
    """The assistant over the index in use, its models loaded.

    Raises ``TillitError`` when there is no index, when another embedder made it, or when it is damaged.
    """
    from ..index.generation import open_generation
    from .answer import Policy

    embedder = _make_embedder(settings.embedder)
    policy = Policy(settings.threshold, settings.contact, settings.outdated_after_years, date.today)
    return assemble(open_generation(settings.index, embedder), embedder, policy)


def assemble(generation: "Generation", embedder: "BaseEmbedding", policy: "Policy") -> "Assistant":
    """The assistant over ``generation``, whose vectors ``embedder`` made."""
    from ..index.glossary import find_abbreviations
    from ..index.lexical import words
    from ..index.retrieve import FusedRetriever, Weights
    from .answer import Assistant
    from .evidence import EvidenceFinder
    from .language import LanguageDetector
    from .safety import SafetyRules
    from .texts import load_texts
    from .understand import Understanding, answer_patterns
    from .write.extractive import Choice, ExtractiveWriter
    from .write.model import FITTED

    texts = [document.text for document in generation.documents.values()]
    patterns = answer_patterns()
    vocabulary = {word for text in texts for word in words(text)}
    detector = LanguageDetector(vocabulary.__contains__)
    return Assistant(
        generation=generation,
        understanding=Understanding(detector, SafetyRules(), find_abbreviations(texts)),
        finder=EvidenceFinder(generation, embedder, FusedRetriever(generation, Weights(), patterns), patterns),
        writer=ExtractiveWriter(generation, FITTED, Choice()),
        texts=load_texts(),
        policy=policy,
    )
