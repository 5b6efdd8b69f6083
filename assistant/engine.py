"""Which engine words answers, found out beside the first questions, which are answered with quotes."""

import threading
from collections.abc import Callable

from .llm.capacity import Capacity
from .probe import Choice
from .types import Engine


class Engines:
    """Holds what is known of the language model: little at first, then what was measured in a thread of its own."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self._capacity = Capacity()

    def engine(self) -> Engine:
        """Who words answers now where the asker does not say."""
        return self._choice.engine

    def capacity(self) -> Capacity:
        """What the model takes in, as far as it is known."""
        return self._capacity

    def find_out(self, measure: Callable[[], Capacity], choose: Callable[[], Choice]) -> None:
        """Measure the capacity, then choose, while others ask."""
        threading.Thread(target=self._find_out, args=(measure, choose), name="tillit-probe", daemon=True).start()

    def _find_out(self, measure: Callable[[], Capacity], choose: Callable[[], Choice]) -> None:
        self._capacity = measure()
        self._choice = choose()
