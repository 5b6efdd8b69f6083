"""Web pages: the main content, without navigation, forms and page furniture."""

import re
from collections.abc import Iterator
from typing import cast

from lxml import html  # pyright: ignore[reportMissingTypeStubs]

from ..cleaning.assemble import Content
from ..cleaning.structured import Element, build, table_rows
from ..encodings import decode
from .node import Node

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?\s*([\w-]+)", re.IGNORECASE)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_DROPPED_TAGS = (
    "script style noscript template iframe object svg math button select textarea input label dialog nav "
    "footer aside figcaption picture video audio canvas map"
)
_ROLES = ("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog")
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:cookies?|cookie-?consent|breadcrumbs?|brodsmuler?|share|sharing|social|feedback|tilbakemelding|"
    r"skip-?links?|pagination|print)(?:$|[\s_-])",
    re.IGNORECASE,
)
_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q rp rt ruby s samp small "
    "span strike strong sub sup time tt u var wbr"
)
_DROPPED, _INLINE = frozenset(_DROPPED_TAGS.split()), frozenset(_INLINE_TAGS.split())
_SITE = re.compile(r"\s+[|–—•]\s+|\s+-\s+")


def parse(data: bytes) -> Content:
    """The main content of a web page; its title is the top heading, else the page's title without the site's name."""
    document = _tree(_DECLARATION.sub("", _text(data)))
    title = _title(document)
    main = _main(document)
    _drop_furniture(main)
    return build(_Reader().read(main), title)


def _text(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and declared.group(1).lower() not in (b"utf-8", b"utf8"):
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _tree(markup: str) -> Node:
    return cast("Node", html.document_fromstring(markup))  # pyright: ignore[reportUnknownMemberType]


def _content_text(element: Node) -> str:
    return " ".join(element.text_content().split())


def _title(document: Node) -> str | None:
    for heading in document.xpath("//h1"):
        if text := _content_text(heading):
            return text
    for title in document.xpath("//head/title"):
        return _SITE.split(_content_text(title))[0] or None
    return None


def _main(document: Node) -> Node:
    """The element that holds the page's own content: ``main``, else a lone ``article``, else the body."""
    for path in ("//main", "//*[@role='main']"):
        if found := document.xpath(path):
            return max(found, key=lambda one: len(_content_text(one)))
    articles = document.xpath("//article[not(ancestor::article)]")
    if len(articles) == 1:
        return articles[0]
    bodies = document.xpath("//body")
    return bodies[0] if bodies else document


def _drop_furniture(main: Node) -> None:
    whole = len(_content_text(main))
    for element in main.xpath(".//*"):
        if element.getparent() is not None and _is_furniture(element, whole):
            element.drop_tree()


def _is_furniture(element: Node, whole: int) -> bool:
    tag = element.tag
    if not isinstance(tag, str):
        return True
    if tag in _DROPPED or element.get("role") in _ROLES or element.get("aria-hidden") == "true":
        return True
    if tag in ("ul", "ol"):
        return _is_page_contents(element)
    named = bool(_FURNITURE.search(f"{element.get('class', '')} {element.get('id', '')}"))
    if tag == "header":
        return not element.xpath(".//h1|.//h2")
    # Some systems wrap the whole page in one form, and name a wrapper after what is only a part of it.
    return (named or tag == "form") and len(_content_text(element)) < whole / 2


def _is_page_contents(element: Node) -> bool:
    """Whether a list only leads to other places of the same page."""
    links = element.xpath(".//a[starts-with(@href, '#')]")
    return bool(links) and sum(len(_content_text(link)) for link in links) >= 0.9 * len(_content_text(element))


class _Reader:
    """Walks a page and gives its blocks in reading order."""

    def __init__(self) -> None:
        self._inline: list[str] = []
        self._next = Element("paragraph", "")

    def read(self, element: Node) -> Iterator[Element]:
        """The blocks inside an element."""
        yield from self._children(element, 0)
        yield from self._flush()

    def _children(self, element: Node, depth: int) -> Iterator[Element]:
        self._inline.append(element.text or "")
        for child in element:
            yield from self._element(child, depth)
            self._inline.append(child.tail or "")

    def _element(self, element: Node, depth: int) -> Iterator[Element]:
        tag = element.tag
        if not isinstance(tag, str):
            return
        if tag == "br":
            if self._inline and self._inline[-1].strip() == "\n":
                yield from self._flush()
            self._inline.append("\n")
        elif tag in _INLINE:
            yield from self._children(element, depth)
        else:
            yield from self._flush()
            yield from self._block(element, depth)
            yield from self._flush()

    def _block(self, element: Node, depth: int) -> Iterator[Element]:
        tag = element.tag
        if tag in _HEADINGS:
            yield Element("heading", _content_text(element), _HEADINGS[str(tag)])
        elif tag in ("ul", "ol", "menu"):
            yield from self._list(element, depth + 1)
        elif tag == "table" and _is_data(element):
            yield from _table(element)
        else:
            yield from self._children(element, depth)

    def _list(self, element: Node, depth: int) -> Iterator[Element]:
        start = element.get("start", "1")
        number = int(start) if start.isdecimal() else 1
        for child in element:
            if child.tag == "li":
                self._next = Element("item", f"{number}. " if element.tag == "ol" else "", depth)
                number += 1
                yield from self._children(child, depth)
                yield from self._flush()
                self._next = Element("paragraph", "")
            elif child.tag in ("ul", "ol"):
                yield from self._list(child, depth + 1)

    def _flush(self) -> Iterator[Element]:
        """What has been read of a paragraph or item, once its end is reached."""
        text = " ".join("".join(self._inline).split())
        self._inline = []
        if text:
            yield Element(self._next.kind, self._next.text + text, self._next.level)
            self._next = Element("paragraph", "")


def _is_data(table: Node) -> bool:
    """Whether a table holds data rather than the layout of a page."""
    return not table.xpath(".//table|.//h1|.//h2|.//h3|.//ul|.//ol") and len(table.xpath(".//tr[1]/*")) > 1


def _table(table: Node) -> Iterator[Element]:
    for caption in table.xpath("./caption"):
        yield Element("paragraph", _content_text(caption))
    rows = [row.xpath("./td|./th") for row in table.xpath(".//tr")]
    headed = bool(rows) and (bool(table.xpath("./thead")) or all(cell.tag == "th" for cell in rows[0]))
    yield from table_rows([[_content_text(cell) for cell in row] for row in rows if row], headed=headed)
