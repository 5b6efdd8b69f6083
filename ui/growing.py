"""An answer as it grows, piece by piece."""

from dataclasses import replace

from ..assistant.types import Answer, Language, Piece, Question


def seedling(question: Question, language: Language) -> Answer:
    """The answer before its first piece, with labels in ``language`` as long as its own is not known."""
    return Answer(question.text, question.language or language, "extractive")


def grown(answer: Answer, piece: Piece) -> Answer:
    """The answer with a piece more."""
    return replace(answer, sentences=answer.sentences + piece.sentences, citations=answer.citations + piece.citations)
