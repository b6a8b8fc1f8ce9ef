"""Which keywords documents are searched for: those of the watches, read anew now and then."""

from collections.abc import Callable, Iterable
from typing import Final

from contracts.config import KeptWatch
from contracts.errors import ProspektError
from contracts.names import OWN, PUBLIC
from stream.ports import WatchList
from understanding.mentions import NONE, Keywords, keywords

FRESH_SECONDS: Final = 10.0


class Watched:
    """What cannot be read stays as it was: an outage of the config store is none of the stream.

    A space is marked by its own watches; the public one by those of this machine's own user, for
    what others watch is their own affair.
    """

    def __init__(
        self, watches: WatchList, *, seconds: Callable[[], float], say: Callable[[str], None]
    ) -> None:
        self._watches = watches
        self._seconds = seconds
        self._say = say
        self._read_at: float | None = None
        self._known: list[KeptWatch] = []
        self._by_space: dict[str, Keywords] = {}

    def keywords(self, space: str) -> Keywords:
        return self._by_space.get(OWN if space == PUBLIC else space, NONE)

    def refresh(self) -> None:
        now = self._seconds()
        if self._read_at is not None and now - self._read_at < FRESH_SECONDS:
            return
        self._read_at = now
        try:
            found = self._watches.all()
        except ProspektError as error:
            self._say(f"the watches cannot be read, the last known stand: {error}")
            return
        if found != self._known:
            self._known = found
            self._by_space = _by_space(found)


def _by_space(watches: Iterable[KeptWatch]) -> dict[str, Keywords]:
    written: dict[str, list[str]] = {}
    for kept in watches:
        spec = kept.watch.spec
        names = [name for name in (spec.subject, *spec.keywords) if name]
        written.setdefault(kept.watch.metadata.namespace, []).extend(names)
    return {space: keywords(names) for space, names in written.items()}
