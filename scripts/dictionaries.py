"""Make assistant/dictionaries/{en,pl,de}.tsv of WikDict's dictionaries: a headword, a tab, its Norwegian translations.

Usage: python scripts/dictionaries.py FOLDER, where FOLDER holds the Debian packages, unpacked with dpkg-deb -x into it:
dict-freedict-eng-nor, dict-freedict-pol-nor, dict-freedict-deu-swe and dict-freedict-swe-nor (2022.12.07-2).
There is no German-Norwegian dictionary: German goes by way of Swedish. The same packages give the same bytes.
"""

import gzip
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

DICTD = Path("usr/share/dictd")
OUT = Path(__file__).parent.parent / "assistant" / "dictionaries"
DIGITS = {
    digit: value for value, digit in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
}
LONGEST = 3
"""Words in a headword, and in a translation: proverbs and definitions have more."""

MOST = 6
"""Translations of a headword, the first being the commonest."""


def number(digits: str) -> int:
    """The offset or length that dictd writes in base 64."""
    value = 0
    for digit in digits:
        value = value * len(DIGITS) + DIGITS[digit]
    return value


def entries(folder: Path, name: str) -> Iterator[tuple[str, list[str]]]:
    """Each headword with its translations, in the order of the dictionary."""
    text = gzip.decompress((folder / DICTD / f"freedict-{name}.dict.dz").read_bytes())
    for line in (folder / DICTD / f"freedict-{name}.index").read_text(encoding="utf-8").splitlines():
        key, offset, length = line.split("\t")
        if key.startswith("00"):
            continue
        start = number(offset)
        lines = text[start : start + number(length)].decode("utf-8").split("\n")
        yield re.sub(r"\s*(<[^/].*|/.*)$", "", lines[0]).strip(), list(dict.fromkeys(translations(lines[1:])))


def translations(lines: Sequence[str]) -> Iterator[str]:
    """The translations of an entry: its first line, and lines that open with a sense's number; the rest defines."""
    for row, line in enumerate(lines):
        numbered = re.match(r"\s*\d+\.\s+(\S.*)", line)
        told = numbered[1] if numbered else line if row == 0 else ""
        told = re.sub(r"\s+\d+\.\s*$|\([^)]*\)", "", told)
        yield from (word.strip() for word in re.split(r"[,;]", told) if word.strip())


def usable(words: str) -> bool:
    """Whether it is a word or a short phrase rather than an affix, a proverb or a definition."""
    return len(words.split()) <= LONGEST and not re.search(r"^-|-$|[^\w\s'-]", words)


def write(name: str, found: Mapping[str, Sequence[str]]) -> None:
    """Write ``name``.tsv: a line a headword, sorted, in lower case."""
    lines = (f"{head}\t{'|'.join(list(words)[:MOST])}\n" for head, words in sorted(found.items()))
    _ = (OUT / f"{name}.tsv").write_text("".join(lines), encoding="utf-8")


def gathered(folder: Path, name: str) -> dict[str, list[str]]:
    """The usable translations of each usable headword; homographs are put together."""
    found: dict[str, list[str]] = {}
    for head, words in entries(folder, name):
        kept = [word.lower() for word in words if usable(word)]
        if kept and usable(head):
            known = found.setdefault(head.lower(), [])
            known += [word for word in kept if word not in known]
    return found


def through(first: Mapping[str, Sequence[str]], second: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What ``second`` makes of the translations in ``first``."""
    both = {head: [late for early in words for late in second.get(early, ())] for head, words in first.items()}
    return {head: list(dict.fromkeys(words)) for head, words in both.items() if words}


def main() -> None:
    """Read the dictionaries in the folder named on the command line, and write those of the product."""
    folder = Path(sys.argv[1])
    OUT.mkdir(exist_ok=True)
    write("en", gathered(folder, "eng-nor"))
    write("pl", gathered(folder, "pol-nor"))
    write("de", through(gathered(folder, "deu-swe"), gathered(folder, "swe-nor")))


if __name__ == "__main__":
    main()
