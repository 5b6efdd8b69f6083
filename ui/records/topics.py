"""What kept questions are about: groups of five or more that mean much the same, named by words that five share."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...index.lexical import read_stopwords, stem, words
from .counts import SMALLEST
from .types import KeptQuestion

ALIKE = 0.4
"""Cosine from which two questions, each less the mean of all, are on one topic: fitted on the cases."""

MOST = 2000
"""Questions that are grouped, the newest: one day's or a year's, the page comes in a second."""

_NAMED_BY = 4
_LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that mean much the same: the words that name them, and how many there are."""

    words: tuple[str, ...]
    size: int


def group_questions(questions: Sequence[KeptQuestion]) -> tuple[QuestionGroup, ...]:
    """The groups, largest first; no question is in two, and none is ever shown itself."""
    newest = questions[-MOST:]
    commonest = Counter(len(question.vector) for question in newest if question.vector).most_common(1)
    if not commonest:
        return ()
    # Another embedder's vectors, of another length, cannot be compared.
    usable = [question for question in newest if len(question.vector) == commonest[0][0]]
    vectors = np.stack([np.frombuffer(question.vector, dtype=np.float32) for question in usable])
    groups = [[usable[at].text for at in group] for group in _groups(vectors)]
    names = [_shared_words(group) for group in groups]
    return tuple(QuestionGroup(name, len(group)) for name, group in zip(names, groups, strict=True) if name)


def _groups(vectors: NDArray[np.float32]) -> list[list[int]]:
    """Rows around one in their midst, the best surrounded first."""
    centred = vectors - vectors.mean(axis=0)
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    near = centred @ centred.T >= ALIKE
    left = np.ones(len(vectors), dtype=bool)
    groups: list[list[int]] = []
    while True:
        around = (near & left).sum(axis=1) * left
        middle = int(around.argmax())
        if around[middle] < SMALLEST:
            return groups
        members = np.flatnonzero(near[middle] & left)
        groups.append(members.tolist())
        left[members] = False


def _shared_words(texts: Sequence[str]) -> tuple[str, ...]:
    """The words of subject matter that most of the texts share, at least ``SMALLEST`` of them, in their usual form."""
    stopwords = read_stopwords()
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        # One form of each word a text, so that the count of a word is that of the texts that hold it.
        told = {stem(word): word for word in words(text) if word not in stopwords and _LETTERS.search(word)}
        for root, word in told.items():
            forms.setdefault(root, Counter())[word] += 1
    shared = sorted((-counter.total(), root) for root, counter in forms.items() if counter.total() >= SMALLEST)
    return tuple(min(forms[root], key=lambda word: (-forms[root][word], word)) for _, root in shared[:_NAMED_BY])
