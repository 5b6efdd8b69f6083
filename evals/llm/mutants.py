"""A model's words, changed where it hurts: what must never be shown unless it stands in a quote."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from .recording import Record

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


def mutants(record: Record) -> Iterator[tuple[str, Record, frozenset[str]]]:
    """For each kind of change the record with every sentence so changed, and the sentences that must not be shown.

    Only words that were read as JSON are changed.
    """
    for kind, change in KINDS.items():
        changed: set[str] = set()
        exchanges = tuple(
            replace(exchange, said=_changed(exchange.said, change, changed)) for exchange in record.exchanges
        )
        if changed:
            yield kind, replace(record, exchanges=exchanges), frozenset(changed)


def _changed(said: str, change: Callable[[str], str], changed: set[str]) -> str:
    try:
        answer: object = json.loads(said)
    except ValueError:
        return said
    found = cast("dict[str, object]", answer).get("sentences") if isinstance(answer, dict) else None
    for one in cast("list[object]", found) if isinstance(found, list) else ():
        sentence = cast("dict[str, object]", one) if isinstance(one, dict) else {}
        text = sentence.get("text")
        if isinstance(text, str) and change(text) != text:
            sentence["text"] = change(text)
            changed.add(change(text))
    return json.dumps(answer, ensure_ascii=False)
