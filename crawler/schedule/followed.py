"""Whose pages are visited again: a watch that is gone or suspended asks for none."""

from enum import Enum

from contracts.config import KeptWatch
from crawler.schedule.plan import Watches


class Wish(Enum):
    VISIT = "visit"
    REST = "rest"
    """Its watch is suspended: not now."""
    END = "end"
    """Its watch is gone."""


class Followed:
    """The watches as they were at the last look; before the first one all are followed."""

    def __init__(self, watches: Watches) -> None:
        self._watches = watches
        self._known: dict[str, KeptWatch] | None = None

    def look(self) -> None:
        """Blocking: in a thread."""
        self._known = {kept.watch.name: kept for kept in self._watches.all()}

    def wish(self, watch: str) -> Wish:
        """Tell what becomes of a page of this watch ("": of none) that is due again."""
        if self._known is None or not watch:
            return Wish.VISIT
        kept = self._known.get(watch)
        if kept is None:
            return Wish.END
        return Wish.REST if kept.suspended else Wish.VISIT
