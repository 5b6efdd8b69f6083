"""No shown sentence opens with a word that only the sentence before it explains."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..corpus.types import Document, Unit
from ..index.generation import Generation
from .write.draft import Draft

_LEANS = re.compile(
    r"(?:Dette|Denne|Disse|Dei|De|Desse|Den|Det|Han|Hun|Ho|Begge|Slike?|Der|Dermed|Derfor|Likevel|Samtidig|Videre|Også|Her"
    r"|I tillegg|Imidlertid|Da|Men|Og)\b"
)
_STANDS = re.compile(
    r"(?!De[nt] (?:første|andre|tredje|siste|ene) (?:er|var)\b)(?:"
    r"Det (?:er|var|blir|ble|vil|kan|må|skal|bør|har|hadde|finnes|fins|trengs|gis|settes|gjelder|går|gikk|tar|kreve[rs]"
    r"|kom(?:mer)?|anbefales|oppleves|fremheves|pekes|å)\b"
    r"(?! (?:også|derfor|likevel|imidlertid|dermed)\b)(?! en (?:endring|rolle|del)\b)"
    r"|De (?:\w+e|\d+|to|fem|seks|sju|syv|ni|ti) \w+|De som\b|Den (?:\w+e|som) \w+|Det \w+e \w+(?:et|en|a)\b"
    r"|Samtidig (?:som|med)\b|Da \w+ \w+|Der \w+ne\b|Også (?:i|på|ved|fra|de|[A-ZÆØÅ]\w+)\b)"
)
"""Openings of the same words that lean on nothing: what is meant follows, or "det" is only the verb's own subject."""

_BACK = 2
"""Sentences that are shown before one that leans, at most."""


def leans(text: str) -> bool:
    """Whether a sentence opens with a pronoun or a connective whose meaning stands in the sentence before it."""
    return bool(_LEANS.match(text)) and not _STANDS.match(text)


class Openings:
    """Gives every draft of one generation an opening that can be understood."""

    def __init__(self, generation: Generation) -> None:
        self._documents: Mapping[str, Document] = generation.documents
        self._units: dict[str, list[Unit]] = {}
        for document_id, unit in generation.units:
            self._units.setdefault(document_id, []).append(unit)
        for units in self._units.values():
            units.sort(key=lambda unit: unit.start)

    def resolved(self, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
        """``drafts``, each with the sentences that its first leans on; without what leans on nothing near."""
        kept: list[Draft] = []
        shown: set[tuple[str, Unit]] = set()
        for draft in drafts:
            units = tuple(unit for unit in self._whole(draft) if (draft.document_id, unit) not in shown)
            shown.update((draft.document_id, unit) for unit in units)
            kept.extend([replace(draft, units=units)] if units else [])
        return tuple(kept)

    def _whole(self, draft: Draft) -> tuple[Unit, ...]:
        units = draft.units
        for _ in range(_BACK):
            if not self._leans(draft.document_id, units[0]):
                return units
            before = self._before(draft.document_id, units[0])
            if before is None:
                break
            units = (before, *units)
        while units and self._leans(draft.document_id, units[0]):
            units = units[1:]
        return units

    def _before(self, document_id: str, unit: Unit) -> Unit | None:
        """The unit before ``unit`` in its paragraph; ``None`` where the paragraph, or what is quotable, begins."""
        units = self._units[document_id]
        at = units.index(unit)
        text = self._documents[document_id].text
        if at and units[at - 1].kind == "sentence" and "\n" not in text[units[at - 1].end : unit.start].strip(" "):
            return units[at - 1]
        return None

    def _leans(self, document_id: str, unit: Unit) -> bool:
        return unit.kind == "sentence" and leans(self._documents[document_id].text[unit.start : unit.end])
