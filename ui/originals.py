"""The files that documents were made from, as long as they are still there and still the same."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from ..corpus.fence import Limits
from ..corpus.picture import Picture, draw_page
from ..corpus.types import Document, Span

_KEPT = 64
"""Pictures kept in memory; some 70 kB each."""

_AT_ONCE = 2
_PATIENCE = 20.0
"""Seconds that a picture waits for others to be drawn before it is given up."""


class Originals:
    """Finds and draws the original files below the corpus folders; safe to use from several threads."""

    def __init__(self, folders: Sequence[Path], limits: Limits | None = None) -> None:
        self._folders = [folder.resolve() for folder in folders]
        self._limits = limits or Limits()
        self._drawing = threading.BoundedSemaphore(_AT_ONCE)
        self._lock = threading.Lock()
        self._pictures: OrderedDict[tuple[object, ...], Picture] = OrderedDict()

    def file(self, document: Document) -> Path | None:
        """The document's file; ``None`` when it lies outside of the folders, is gone or has changed since indexing."""
        paths = ((folder / document.file).resolve() for folder in self._folders)
        inside = (path for path, folder in zip(paths, self._folders, strict=True) if path.is_relative_to(folder))
        return next((path for path in inside if self._is_the_same(path, document)), None)

    def _is_the_same(self, path: Path, document: Document) -> bool:
        if not path.is_file() or path.stat().st_size > self._limits.file:
            return False
        return hashlib.sha256(path.read_bytes()).hexdigest() == document.sha256

    def has_pictures(self, document: Document) -> bool:
        """Whether the document's pages can be shown as they look."""
        return document.file.lower().endswith(".pdf") and self.file(document) is not None

    def picture(self, document: Document, page: int, quote: Span | None) -> Picture | None:
        """A page as it looks, with the quote marked; ``None`` when it cannot be had."""
        path = self.file(document) if self.has_pictures(document) else None
        if path is None or all(one.number != page for one in document.pages):
            return None
        key = (document.sha256, page, quote)
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
        if not self._drawing.acquire(timeout=_PATIENCE):
            return None
        try:
            drawn = draw_page(path, document, page, quote, self._limits)
        finally:
            self._drawing.release()
        if drawn:
            with self._lock:
                self._pictures[key] = drawn
                while len(self._pictures) > _KEPT:
                    self._pictures.popitem(last=False)
        return drawn
