"""Whether a crawl moves: what waits for hosts that rest is no reason to wait with it."""

from collections.abc import Callable

from contracts.frontier import Ledger


class Standstill:
    """`elapsed` is any clock that only goes forward; what is asked about is named by a key."""

    def __init__(self, seconds: float, elapsed: Callable[[], float]) -> None:
        self._seconds = seconds
        self._elapsed = elapsed
        self._moved: dict[str, tuple[int, float]] = {}

    def __call__(self, key: str, books: Ledger) -> bool:
        """Tell whether for so long no page has been under way and none has ended."""
        ended, now = books.done + books.dead, self._elapsed()
        before, since = self._moved.get(key, (-1, now))
        if books.leased or ended != before:
            self._moved[key] = (ended, now)
            return False
        return now - since >= self._seconds
