"""What is said in place of an answer: why there is none, and which questions have one."""

from collections.abc import Callable, Mapping, Sequence

from ..index.generation import Generation
from ..index.lexical import stem, words
from .evidence import Evidence
from .starters import bare
from .texts import Texts
from .types import Language, Refusal, RefusalReason
from .understand import Part, Understood

SUGGESTIONS = 3

_TERM = 7
"""Letters from which the stem of a word in a heading is a term of the subject rather than a common word."""


class Refusing:
    """Words the refusals of an assistant over one generation."""

    def __init__(
        self,
        generation: Generation,
        names_a_thing: Callable[[Part], bool],
        texts: Mapping[Language, Texts],
        contact: str | None,
        is_answered: Callable[[str], bool],
    ) -> None:
        self._names_a_thing = names_a_thing
        self._texts = texts
        self._contact = contact
        headings = (" ".join(passage.headings) for passage in generation.passages)
        titles = (document.source.title for document in generation.documents.values())
        terms = (stem(word) for text in (*titles, *headings) for word in words(text))
        self._subjects = frozenset(term for term in terms if len(term) >= _TERM)
        self.starters: Mapping[Language, tuple[str, ...]] = {
            language: tuple(
                texts[key] for key in sorted(texts.keys()) if key.startswith("starter.") and is_answered(texts[key])
            )
            for language, texts in texts.items()
        }

    def refusal(self, understood: Understood, reason: RefusalReason, evidence: Sequence[Evidence]) -> Refusal:
        """The refusal for ``reason``, in the asker's language; ``evidence`` leads to questions nearby."""
        texts = self._texts[understood.language]
        suggestions = () if reason == "unsafe" else self._suggestions(reason, evidence, understood.language)
        contact = self._contact or texts["refusal.contact"]
        return Refusal(reason, texts(f"refusal.{understood.manner or reason}", contact=contact), suggestions)

    def why_not(self, understood: Understood) -> RefusalReason:
        """Whether a question without an answer is at least about the reform, the service or what the documents name.

        Names of places do not tell: the weather in Bergen is not the reform's business.
        """
        if understood.of_service or any(self._names_a_thing(part) for part in understood.parts):
            return "not_in_sources"
        for part in understood.parts:
            subjects = (stem(word) for word in part.content if stem(word) not in part.names)
            if any(word in self._subjects for word in subjects):
                return "not_in_sources"
        return "out_of_scope"

    def _suggestions(self, reason: RefusalReason, evidence: Sequence[Evidence], language: Language) -> tuple[str, ...]:
        """Questions nearby that the documents answer: by the headings of what was found, else the starters."""
        starters = self.starters[language][:SUGGESTIONS]
        if reason != "not_in_sources":
            return starters
        headings = [hit.passage.headings[-1] for found in evidence for hit in found.hits[:5] if hit.passage.headings]
        asked = [
            self._texts[language]("suggestion.about", heading=bare(heading)) for heading in dict.fromkeys(headings)
        ]
        return tuple(asked[:SUGGESTIONS]) or starters
