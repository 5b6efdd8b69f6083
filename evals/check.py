"""The proof that the cases can be trusted: every quote stands in its document, every pattern finds what it is for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..corpus.types import Document
from .dataset import Case


def problems(cases: Sequence[Case], corpora: Mapping[str, Sequence[Document]]) -> tuple[str, ...]:
    """What is wrong with the cases, a sentence each; ``corpora`` are those in which each required passage must stand.

    A quote from a document that no corpus holds is not checked.
    """
    found = [*_of_the_set(cases)]
    for case in cases:
        found += _of_expectations(case)
        found += _of_quotes(case, corpora)
        for name, documents in corpora.items():
            found += _of_evidence(case, name, documents)
    return tuple(found)


def _of_the_set(cases: Sequence[Case]) -> Iterator[str]:
    for case_id, count in Counter(case.id for case in cases).items():
        if count > 1:
            yield f"{case_id}: {count} cases have this id"
    parts: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        parts[case.cluster].add(case.part)
    for cluster, names in parts.items():
        if len(names) > 1:
            yield f"{cluster}: the cluster is in several parts: {', '.join(sorted(names))}"
    texts = Counter((case.question.text.casefold(), case.question.history) for case in cases)
    for (text, _), count in texts.items():
        if count > 1:
            yield f"{count} cases ask the same: {text}"


def _of_expectations(case: Case) -> Iterator[str]:
    if case.refusal and case.evidence:
        yield f"{case.id}: to be refused, but has evidence"
    if case.refusal and (case.of_weight("vital") or case.of_weight("okay")):
        yield f"{case.id}: to be refused, but has nuggets to show"
    if not case.refusal and not case.evidence:
        yield f"{case.id}: to be answered, but has no evidence"
    if not case.refusal and not case.of_weight("vital"):
        yield f"{case.id}: to be answered, but has no vital nugget"
    if case.kind == "follow-up" and not case.question.history:
        yield f"{case.id}: a follow-up without a history"


def _of_quotes(case: Case, corpora: Mapping[str, Sequence[Document]]) -> Iterator[str]:
    texts = {document.source.id: document.text for documents in corpora.values() for document in documents}
    for quote in (quote for evidence in case.evidence for quote in evidence):
        text = texts.get(quote.document)
        if text is not None and not quote.spans_in(text):
            yield f"{case.id}: does not stand in {quote.document}: {_one_line(quote.text)}"


def _of_evidence(case: Case, name: str, documents: Sequence[Document]) -> Iterator[str]:
    ids = {document.source.id for document in documents}
    here = [tuple(quote.text for quote in evidence if quote.document in ids) for evidence in case.evidence]
    for evidence, quotes in zip(case.evidence, here, strict=True):
        if not quotes:
            yield f"{case.id}: has no place in {name} for: {_one_line(evidence[0].text) if evidence else ''}"
    if not all(here):
        return
    text = "\n".join(_one_line(quote) for quotes in here for quote in quotes)
    for nugget in case.nuggets:
        if nugget.weight == "vital" and not nugget.found_in(text):
            yield f"{case.id}: the pattern of '{nugget.text}' finds nothing in the quotes from {name}"
        if nugget.weight == "trap" and nugget.found_in(text):
            yield f"{case.id}: the trap '{nugget.text}' stands in a required quote from {name}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def census(cases: Iterable[Case]) -> Mapping[str, Counter[str]]:
    """How many cases there are by part, kind and register, answerable and not."""
    rows = list(cases)
    return {
        "part": Counter(f"{case.part}, {'to refuse' if case.refusal else 'to answer'}" for case in rows),
        "kind": Counter(f"{case.kind}, {case.part}" for case in rows),
        "register": Counter(f"{case.register}, {case.part}" for case in rows),
    }
