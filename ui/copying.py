"""An answer as text to paste elsewhere, with its sources and where to read them."""

from collections.abc import Mapping

from ..assistant.texts import Texts
from ..assistant.types import Answer, Citation, Sentence
from .wording import authority_label, notice_text


def copied_text(answer: Answer, texts: Texts, ways: Mapping[int, str]) -> str:
    """Question, sentences, notices and sources; the address of each, ``ways`` by number, stands on a line of its own.

    The addresses are relative to the server's root: only the page knows what the server is called.
    """
    said = "\n".join(map(_sentence, answer.sentences))
    notices = (notice_text(answer, notice, texts) for notice in answer.notices)
    sources = (f"{_source(citation, texts)}\n{ways[citation.number]}" for citation in answer.citations)
    return "\n\n".join((answer.question, said, *notices, f"{texts['chat.sources']}:", *sources))


def _sentence(sentence: Sentence) -> str:
    markers = "".join(f"[{number}]" for number in sentence.citations)
    return " ".join(filter(None, (sentence.lead_in, sentence.text, markers)))


def _source(citation: Citation, texts: Texts) -> str:
    facts = ", ".join(str(fact) for fact in (citation.publisher, citation.year) if fact)
    page = texts("chat.page", page=citation.page)
    head = f"[{citation.number}] {citation.title}{facts and f' ({facts})'}, {page}. {authority_label(citation, texts)}."
    return f"{head}\n«{citation.quote}»"
