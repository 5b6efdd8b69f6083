"""Whether a sentence is about the place, programme and year that a question names, and not about another."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Any

from ..corpus.provenance import origin_at
from ..corpus.types import Document, Unit
from ..index.generation import Generation
from ..index.types import Hit
from .evidence import Candidate, Evidence
from .numbers import YEAR
from .rules import read_rules
from .understand import Part

_REFERENCE = re.compile(rf"\([^()]*\b{YEAR}[^()]*\)")
"""A reference in brackets, whose names are those of authors."""

_YEAR = re.compile(rf"\b{YEAR}\b")

_PROGRAMME = re.compile(
    r"(?<=[\w,;:«] )[A-ZÆØÅ][\wæøå]+(?:programmet|forsøket|modellen|reformen|piloten|satsingen"
    r"|prosjektet|ordningen|planen)\b"
)
"""A programme by the form of its name: a capital letter inside a sentence and an ending that says what it is."""

_IN_TITLE = re.compile(r"(?<=[\w,;:] )[A-ZÆØÅ][\wæøåÆØÅ]{3,}|\b[A-ZÆØÅ]{4,}\b")
"""What a title names: a word with a capital letter inside it, or all in capitals."""

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Named:
    """What a text names, by class: names of one class rule one another out, names of two do not.

    ``within`` are the countries named and those that the municipalities lie in; ``subjects`` are names in the titles of
    documents, which rule nothing out; so do ``districts``, but a figure for all of a town is not that of one of them. A
    document that names no district or region that is asked about is about others. ``everything`` is all of these.
    """

    countries: Names
    within: Names
    municipalities: Names
    regions: Names
    districts: Names
    programmes: Names
    subjects: Names
    everything: Names


class _Reader:
    """Reads what texts name: places by ``places.toml``, programmes and subjects that ``documents`` name."""

    def __init__(self, documents: Collection[Document]) -> None:
        raw: dict[str, Any] = read_rules("places.toml")
        self.home: str = raw["home"]
        self._countries = [(name, _places(forms)) for name, forms in raw["countries"].items()]
        self._municipalities = {country: _Towns(forms) for country, forms in raw["municipalities"].items()}
        self._districts = _places(raw["districts"])
        self._regions = _places(raw["regions"])
        forms = [*raw["countries"].values(), *raw["municipalities"].values()]
        place = "|".join(_form(form) for some in forms for form in some)
        self._together = re.compile(rf"\b(?:{place})(?:,? og|, (?:{place}) og) (?:{place})\b")
        common = {word for document in documents for word in re.findall(r"\b[a-zæøå]\w+", document.text)}
        self._programmes = _names(_PROGRAMME, (document.text for document in documents)) - common
        titles = _names(_IN_TITLE, (document.source.title for document in documents))
        self._subjects = frozenset(title for title in titles - common if not self._is_place(title))

    def read(self, text: str) -> _Named:
        """What ``text`` names; the authors that it refers to in brackets are none of it."""
        plain = _REFERENCE.sub(" ", text).lower()
        towns = {country: some.found(plain) for country, some in self._municipalities.items()}
        countries = {name for name, pattern in self._countries if pattern.search(plain)}
        words = frozenset(re.findall(r"\w+", plain))
        within = frozenset(countries | {country for country, found in towns.items() if found})
        municipalities = Names(chain.from_iterable(towns.values()))
        regions, districts = _plain_names(self._regions.findall(plain)), _plain_names(self._districts.findall(plain))
        programmes, subjects = words & self._programmes, words & self._subjects
        return _Named(
            countries=frozenset(countries),
            within=within,
            municipalities=municipalities,
            regions=regions,
            districts=districts,
            programmes=programmes,
            subjects=subjects,
            everything=within | municipalities | regions | districts | programmes | subjects,
        )

    def together(self, text: str) -> list[str]:
        """What ``text`` says where it names places in one breath ("Norge og Danmark")."""
        return self._together.findall(text.lower())

    def _is_place(self, word: str) -> bool:
        in_country = any(pattern.search(word) for _, pattern in self._countries)
        return in_country or any(towns.found(word) for towns in self._municipalities.values())


class _Towns:
    """Finds towns by what each is called, in one language or more, and gives the first that it is called."""

    def __init__(self, forms: Sequence[str]) -> None:
        self._first = [form.partition("|")[0] for form in forms]
        self._pattern = re.compile(rf"\b(?:{'|'.join(f'({_form(form)})' for form in forms)})\b")

    def found(self, text: str) -> Names:
        """The towns that a text in lower case names, in the genitive too."""
        return Names(self._first[match.lastindex - 1] for match in self._pattern.finditer(text) if match.lastindex)


class Belonging:
    """Tells whose the sentences of one generation are."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._starts = {id_: [block.start for block in doc.blocks] for id_, doc in generation.documents.items()}
        reader = _Reader(generation.documents.values())
        self._home = reader.home
        self._together = reader.together
        self._named = lru_cache(maxsize=50_000)(reader.read)

    def keep_hits(self, part: Part, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """``hits`` without those in which no sentence can be about what ``part`` names."""
        asked = self._asked(part)
        if _names_nothing(asked, part):
            return hits
        return tuple(
            hit
            for hit in hits
            if any(self._belongs(asked, part, hit, unit.start, unit.end) for unit in hit.passage.units)
        )

    def keep_candidates(self, part: Part, evidence: Evidence) -> Evidence:
        """``evidence`` without the candidates that are about something else than ``part`` names."""
        asked = self._asked(part)
        if _names_nothing(asked, part):
            return evidence

        def belongs(candidate: Candidate) -> bool:
            return self._belongs(asked, part, evidence.hits[candidate.hit], candidate.unit.start, candidate.unit.end)

        return replace(evidence, candidates=tuple(filter(belongs, evidence.candidates)))

    def things(self, part: Part) -> Names:
        """The programmes and the subjects of documents that the question names, in lower case."""
        asked = self._asked(part)
        return asked.programmes | asked.subjects

    def places(self, part: Part) -> Names:
        """The municipalities that the question names, in lower case."""
        return self._asked(part).municipalities

    def _asked(self, part: Part) -> _Named:
        """What the question names; what it carries over from the conversation counts where it names nothing itself."""
        own = self._named(part.text)
        return own if own.everything else self._named(part.dense)

    def _belongs(self, asked: _Named, part: Part, hit: Hit, start: int, end: int) -> bool:
        document = self._generation.documents[hit.passage.document_id]
        levels = list(self._levels(document, hit, start, end))
        return (
            self._is_present(asked, [*levels, *_before(document, hit, start)])
            and self._names_parts(asked, document)
            and not self._is_of_another(asked, levels)
            and not self._is_too_old(part, document, hit, start)
        )

    def _is_present(self, asked: _Named, texts: Sequence[str]) -> bool:
        """Whether the texts name a place and a thing that the question names; of countries, others than one's own."""
        place, thing = asked.municipalities, asked.programmes | asked.subjects
        wanted = [names for names in (place, thing) if names] or [asked.countries - {self._home}]
        here = [self._named(text).everything for text in texts]
        return all(not names or any(names & found for found in here) for names in wanted)

    def _names_parts(self, asked: _Named, document: Document) -> bool:
        """Whether a document names a district and a region of those that the question names, if it names any."""
        named = self._named(document.text) if asked.districts or asked.regions else asked
        return all(
            not names or bool(names & found)
            for names, found in ((asked.districts, named.districts), (asked.regions, named.regions))
        )

    def is_of_district(self, part: Part, hit: Hit, unit: Unit) -> bool:
        """Whether a sentence can be about a district that the question names; true when the question names none.

        Of the sentence, those before it and what stands above, the nearest that names a district or a town tells.
        """
        asked = self._asked(part).districts
        if not asked:
            return True
        document = self._generation.documents[hit.passage.document_id]
        own, around, *above = self._levels(document, hit, unit.start, unit.end)
        texts = map(self._named, (own, around, *_before(document, hit, unit.start), *above))
        return bool(asked & _nearest(named.districts | named.municipalities for named in texts))

    def is_of_more(self, part: Part, text: str) -> bool:
        """Whether what ``text`` counts is counted in the place that the question names and in another together."""
        asked = self._asked(part)
        return any(
            (some & mine and some - mine)
            for named in map(self._named, self._together(text))
            for some, mine in ((named.countries, asked.countries), (named.municipalities, asked.municipalities))
        )

    def is_of_another_year(self, part: Part, text: str) -> bool:
        """Whether ``text`` names years and none that the question names; from one to another it names all between."""
        asked, told = _years(part.text), _years(_REFERENCE.sub(" ", text))
        return bool(asked and told) and not any(min(told) <= year <= max(told) for year in asked)

    def _is_of_another(self, asked: _Named, levels: Sequence[str]) -> bool:
        """Whether the text nearest to the sentence that names anything of a class names only others."""
        here = [self._named(text) for text in levels]
        countries = _nearest(named.within for named in here)
        classes = (
            (asked.municipalities, _nearest(named.municipalities for named in here)),
            (asked.regions, _nearest(named.regions for named in here)),
            (asked.programmes, _nearest(named.programmes for named in here[:2])),
        )
        return bool(asked.countries and countries and not asked.within & countries) or any(
            mine and nearest and not mine & nearest for mine, nearest in classes
        )

    def _is_too_old(self, part: Part, document: Document, hit: Hit, start: int) -> bool:
        """Whether the question is about a year that the source had yet to see and does not speak of."""
        years = _years(part.text)
        if not years:
            return False
        source = origin_at(self._generation.documents, document, start).source
        if source.year is None:
            return False
        return min(years) > source.year and not years & _years(hit.passage.text)

    def _levels(self, document: Document, hit: Hit, start: int, end: int) -> Iterator[str]:
        """The texts that say what the one at ``start:end`` is about, the nearest first."""
        starts = self._starts[document.source.id]
        at = bisect_right(starts, start) - 1
        yield document.text[start:end]
        while at > 0 and document.blocks[at].kind in ("item", "row"):
            at -= 1
        yield document.text[document.blocks[at].start : start]
        yield from reversed(hit.passage.headings)
        yield f"{document.source.title}. {document.source.publisher or ''}. {document.source.based_on or ''}"


def _before(document: Document, hit: Hit, start: int) -> Iterator[str]:
    """The sentences of a passage before the one at ``start``, the nearest first.

    What a passage names only after a sentence is not what that sentence is about.
    """
    yield from (document.text[unit.start : unit.end] for unit in reversed(hit.passage.units) if unit.start < start)


def _names_nothing(asked: _Named, part: Part) -> bool:
    """Whether a question names nothing that a sentence could be of another of."""
    return not asked.everything and not _YEAR.search(part.text)


def _plain_names(found: Iterable[str]) -> Names:
    """The places ``found`` without the s of the genitive."""
    return frozenset(name.removesuffix("s") for name in found)


def _years(text: str) -> set[int]:
    return {int(year) for year in _YEAR.findall(text)}


def _nearest(named: Iterable[Names]) -> Names:
    return next(filter(None, named), Names())


def _names(pattern: re.Pattern[str], texts: Iterable[str]) -> Names:
    return frozenset(match.lower() for text in texts for match in pattern.findall(text))


def _places(forms: Sequence[str]) -> re.Pattern[str]:
    """What finds any of the forms in a text in lower case, in the genitive too.

    To tell cases apart makes the search four times as fast, and there is one for every sentence that may be shown.
    """
    return re.compile(rf"\b(?:{'|'.join(map(_form, forms))})\b")


def _form(form: str) -> str:
    return f"(?:{form})s?"
