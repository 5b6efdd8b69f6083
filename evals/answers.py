"""Measures of one answer: what its sentences say, repeat and rest on.

Nothing here uses the product's own checks, so that a fault in those shows.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from ..assistant.types import Answer, Citation, Sentence
from ..assistant.verify import Judge
from ..corpus.types import Document
from ..index.lexical import stem, words
from .dataset import Nugget
from .metrics import share
from .types import Quoted, Shown

WORD_BUDGETS = (40, 80, 120, 200)
"""Lengths in words within which the nuggets are counted too: saying everything must not pay."""


def within_words(sentences: Sequence[str], budget: int) -> tuple[str, ...]:
    """The sentences from the first on, up to the first that would make them longer than ``budget`` words together."""
    kept: list[str] = []
    for sentence in sentences:
        budget -= len(sentence.split())
        if budget < 0:
            break
        kept.append(sentence)
    return tuple(kept)


def nugget_recall(nuggets: Sequence[Nugget], sentences: Sequence[str]) -> float | None:
    """The share of ``nuggets`` that the sentences say."""
    text = "\n".join(sentences)
    return share(nugget.found_in(text) for nugget in nuggets)


def content_words(text: str, stopwords: AbstractSet[str]) -> frozenset[str]:
    """The stems of the words of ``text`` that are not stopwords."""
    return frozenset(stem(word) for word in words(text) if word not in stopwords)


def repetition(sentences: Sequence[AbstractSet[str]]) -> tuple[float | None, ...]:
    """For each sentence, given by its words, the share of them that an earlier one has; ``None`` for the first."""
    shares: list[float | None] = []
    for at, sentence in enumerate(sentences):
        earlier = frozenset[str]().union(*sentences[:at])
        shares.append(share(word in earlier for word in sentence) if at else None)
    return tuple(shares)


def shown_sentences(
    answer: Answer,
    nuggets: Sequence[Nugget],
    documents: Mapping[str, Document],
    judge: Judge | None,
    stopwords: AbstractSet[str],
) -> tuple[Shown, ...]:
    """Every sentence of an answer with what is measured of it; ``nuggets`` are those that it may carry."""
    cited = {citation.number: citation for citation in answer.citations}
    texts = [squeezed(sentence.text) for sentence in answer.sentences]
    repeated = repetition([content_words(text, stopwords) for text in texts])
    shown: list[Shown] = []
    for sentence, text, share_repeated in zip(answer.sentences, texts, repeated, strict=True):
        citations = [cited.get(number) for number in sentence.citations]
        quotes = [citation.quote for citation in citations if citation]
        shown.append(
            Shown(
                text=text,
                quotes=tuple(_quoted(citation, sentence, answer, documents, judge) for citation in citations),
                useful=any(nugget.found_in(text) for nugget in nuggets) if nuggets else None,
                repeated=share_repeated,
                faithful=judge.verdict(text, quotes).supported if judge else None,
            )
        )
    return tuple(shown)


def _quoted(
    citation: Citation | None,
    sentence: Sentence,
    answer: Answer,
    documents: Mapping[str, Document],
    judge: Judge | None,
) -> Quoted:
    if citation is None:
        return Quoted("", 0, "", stands=False, supports=False)
    document = documents.get(citation.document_id)
    stands = document is not None and citation.quote == document.text[citation.start : citation.end] != ""
    supports = _supports(citation.quote, sentence.text, answer, judge) if stands else False
    return Quoted(citation.document_id, citation.page, citation.quote, stands, supports)


def _supports(quote: str, sentence: str, answer: Answer, judge: Judge | None) -> bool | None:
    """Whether a quote bears a sentence out: by holding it, or else, where wording is free, by the judge's word."""
    shown = squeezed(sentence)
    if shown and shown in squeezed(quote):
        return True
    if answer.engine == "extractive":
        return False
    return judge.verdict(sentence, [quote]).supported if judge else None


def squeezed(text: str) -> str:
    """``text`` on one line, with one space between words."""
    return " ".join(text.split())
