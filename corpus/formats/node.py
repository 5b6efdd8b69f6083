"""The few members of an lxml element that the formats use, with types (lxml itself has none)."""

from collections.abc import Iterator
from typing import Protocol, Self


class Node(Protocol):
    """An element of an XML or HTML tree; comments and instructions have a ``tag`` that is no string."""

    tag: object
    text: str | None
    tail: str | None

    def __iter__(self) -> Iterator[Self]: ...

    def get(self, key: str, default: str = "") -> str:
        """An attribute's value."""
        ...

    def iter(self, tag: str) -> Iterator[Self]:
        """The descendants with a tag."""
        ...

    def find(self, path: str) -> Self | None:
        """The first child with a tag."""
        ...

    def findall(self, path: str) -> list[Self]:
        """All descendants that a path leads to."""
        ...

    def xpath(self, path: str) -> list[Self]:
        """All elements that an XPath leads to."""
        ...

    def getparent(self) -> Self | None:
        """The element around this one."""
        ...

    def text_content(self) -> str:
        """The text of the element and of all below it."""
        ...

    def drop_tree(self) -> None:
        """Take the element out of its tree, leaving the text behind it."""
        ...
