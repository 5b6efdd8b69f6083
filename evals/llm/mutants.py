"""A model's words, changed where it hurts: what must never be shown unless it stands in a quote."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from ...assistant.types import Answer
from ...assistant.write.said import SaidReader
from ...corpus.sentences import split_sentences
from .recording import Record
from .strict import facts_stand

_MONTHS = ("januar", "april", "juni", "oktober", "desember")


def _number(text: str) -> str:
    digits = re.sub(r"\d+", lambda match: str(int(match[0]) + 3), text, count=1)
    return digits if digits != text else f"{text.rstrip('.')} i 17 kommuner."


def _date(text: str) -> str:
    month = _MONTHS[int(hashlib.sha256(text.encode()).hexdigest(), 16) % len(_MONTHS)]
    return f"{text.rstrip('.')} fra {month} 2014."


def _name(text: str) -> str:
    names = re.compile(r"(?<=\w )(?:Bergen|NORCE|HELTOM|Fana|Ytrebygda|DFØ|Bufetat|HT|OT|Norge|Danmark|Sverige)\b")
    return names.sub("Trondheim", text, count=1) if names.search(text) else f"{text.rstrip('.')}, ifølge Kari Vik."


def _negation(text: str) -> str:
    if re.search(r"\bikk(?:e|je)\b", text):
        return re.sub(r"\bikk(?:e|je) ", "", text, count=1)
    verb = re.compile(r"\b(er|var|har|kan|skal|får|ble|vil|må|fikk|blir|viser|fekk|\w+(?:te|et|er))\b")
    return verb.sub(r"\1 ikke", text, count=1)


def _unsaid(text: str) -> str:
    del text
    return "Alle ansatte i Tromsø får 12 dager ekstra ferie fra mandag 3. mars."


KINDS: Mapping[str, Callable[[str], str]] = {
    "number": _number,
    "date": _date,
    "name": _name,
    "negation": _negation,
    "unsaid": _unsaid,
}


@dataclass(frozen=True, slots=True)
class Tried:
    """How many sentences were changed in one way, how many of these were shown, and how many of all without a basis.

    A figure that was put in another's place may stand in the quotes by chance; without a basis is what stands nowhere.
    """

    tried: int = 0
    shown: int = 0
    baseless: int = 0


def try_mutants(records: Iterable[Record], ask: Callable[[Record], Answer]) -> Mapping[str, Tried]:
    """For each kind of change what became of it, where ``ask`` gives the answer when a model says what is recorded."""
    tried = dict.fromkeys(KINDS, Tried())
    for record in records:
        for kind, mutant, changed in mutants(record):
            answer = ask(mutant)
            quotes = {citation.number: citation.quote for citation in answer.citations}
            shown = sum(sentence.text in changed for sentence in answer.sentences)
            baseless = sum(not facts_stand(one.text, [quotes[at] for at in one.citations]) for one in answer.sentences)
            before = tried[kind]
            tried[kind] = Tried(before.tried + len(changed), before.shown + shown, before.baseless + baseless)
    return tried


def mutants(record: Record) -> Iterator[tuple[str, Record, frozenset[str]]]:
    """For each call and kind of change the record with every sentence so changed, and what must not be shown of it.

    Only words that were read as JSON are changed.
    """
    for at, exchange in enumerate(record.exchanges):
        before = _sentences(exchange.said)
        for kind, change in KINDS.items():
            said = _changed(exchange.said, change)
            changed = _sentences(said) - before
            if changed:
                others = record.exchanges[:at], record.exchanges[at + 1 :]
                yield kind, replace(record, exchanges=(*others[0], replace(exchange, said=said), *others[1])), changed


def _sentences(said: str) -> frozenset[str]:
    reader = SaidReader()
    return frozenset(one.text for one in (*reader.read(said), *reader.rest()))


def _changed(said: str, change: Callable[[str], str]) -> str:
    try:
        answer: object = json.loads(said)
    except ValueError:
        return said
    found = cast("dict[str, object]", answer).get("sentences") if isinstance(answer, dict) else None
    for one in cast("list[object]", found) if isinstance(found, list) else ():
        sentence = cast("dict[str, object]", one) if isinstance(one, dict) else {}
        text = sentence.get("text")
        if isinstance(text, str):
            sentence["text"] = " ".join(change(text[span.start : span.end]) for span in split_sentences(text))
    return json.dumps(answer, ensure_ascii=False)
