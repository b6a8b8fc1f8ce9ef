"""Remarks for the log that come by the thousand: the first is said, then the 10th, the 100th."""

from collections import Counter
from collections.abc import Callable


class Remarks:
    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._counts: Counter[str] = Counter()

    def __call__(self, what: str, example: str = "") -> None:
        """Count remarks that say the same, and say those whose number is a power of ten."""
        self._counts[what] += 1
        count = self._counts[what]
        if str(count).rstrip("0") != "1":
            return
        times = f" [{count} times]" if count > 1 else ""
        self._say(f"{what} {example}".rstrip() + times)
