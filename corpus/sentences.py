"""Norwegian sentence boundaries, with exact offsets."""

import re

from .types import Span

_INSIDE = frozenset(
    """adm adr anm avd avg bl.a bla ca d.e dept dir dr dvs eks.vis ekskl e.l evt f f.eks feks f.o.m fom frk fv hhv hr
    i.h.t ifb ifbm ifht ift iht inkl jf jfr kap kgl kl kst lic m.a.o m.h.t maks mht moh n.å nr o.a o.l omtr p p.g.a pga
    pkt pr prof s s.k siv sml spm sst st t.d tilsv tlf t.o.m u.a utg v vedr vgs vol årg""".split()  # noqa: SIM905
)
"""Abbreviations after which a sentence goes on, whatever the next letter."""

_MAYBE_LAST = frozenset(
    """aa al art e.kr eks etc f.kr flg fr gen if kr m.fl m.m m.v mfl mill mm mnd mrd mv mva o.s.v osb osv pst red ref
    tom u.å""".split()  # noqa: SIM905
)
"""Abbreviations that may also be a sentence's last word: a capital letter after them decides."""

_CANDIDATE = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*)(?=\s)|\n+")
_LAST_TOKEN = re.compile(r"[^\s(«\"'“/–—]*$")
_MONTH = re.compile(r"(?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)\w*", re.IGNORECASE)
_OPENING = "\"'“”«([–—- "


def split_sentences(text: str) -> list[Span]:
    """The sentences of ``text`` in order, without the white space around them.

    Together they hold every character of the text that is not white space.
    """
    spans: list[Span] = []
    start = 0
    for match in _CANDIDATE.finditer(text):
        if match.group().startswith("\n") or _ends_sentence(text, match.start(), match.end()):
            _append(spans, text, start, match.end())
            start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        begin = start + piece.index(stripped)
        spans.append(Span(begin, begin + len(stripped)))


def _ends_sentence(text: str, stop: int, after: int) -> bool:
    """Whether the punctuation at ``text[stop:after]`` closes a sentence rather than an abbreviation or an ordinal."""
    following = text[after:].lstrip()
    opened = following.lstrip(_OPENING)
    if not opened:
        return True
    if opened[0].islower():
        return False
    if text[stop] != "." or text[stop : stop + 2] == "..":
        return True
    token = _LAST_TOKEN.search(text[:stop])
    return _token_may_end(token.group() if token else "", opened, closed=after - stop > 1)


def _token_may_end(token: str, following: str, *, closed: bool) -> bool:
    word = token.lower().strip("«(")
    if word in _INSIDE:
        return closed
    if word in _MAYBE_LAST:
        return following[0].isupper()
    if len(token) == 1 and token.isupper():
        return False
    if re.fullmatch(r"(?:[A-ZÆØÅ]\.)+[A-ZÆØÅ]", token):
        return False
    if token.isdigit() and len(token) <= 2:
        return closed or not (_MONTH.match(following) or following[0].isdigit())
    return True
