"""Which fetches this process has told the frontier already: a link seen twice is told once."""

from typing import Final

MOST: Final = 250_000
"""Of each of the two generations; some 30 MB when both are full."""


class Told:
    """Forgets the older half when it is full: the frontier itself forgets nothing."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._young: set[bytes] = set()
        self._old: set[bytes] = set()

    def __contains__(self, print_: bytes) -> bool:
        return print_ in self._young or print_ in self._old

    def add(self, print_: bytes) -> None:
        if len(self._young) >= self._most:
            self._old, self._young = self._young, set()
        self._young.add(print_)

    def clear(self) -> None:
        self._young.clear()
        self._old.clear()
