"""The book of each listing's ended walks: one document, so that it is read whole and at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from msgspec import Struct

from contracts.errors import Transient
from contracts.frontier import Sweep
from contracts.identity import digest
from engines.elasticsearch.bulk import AGAIN, DONE, Bulk
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.rows import Row, rows, write
from engines.elasticsearch.server import Server
from engines.moments import stored, week_of
from understanding.lifecycle import closing_moments

ROUNDS: Final = 20
Told = tuple[Sweep, bool]


class Book(Struct, frozen=True):
    """What is known of a listing's walks."""

    walks: tuple[tuple[int, str, bool, bool], ...] = ()
    """(start, id, complete, whether it may close), in order."""
    state: tuple[int, int] | None = None

    @property
    def closings(self) -> list[int]:
        return closing_moments(
            (start, complete) for start, _, complete, closes in self.walks if closes
        )

    def before(self, start: int) -> int:
        """When the walk before that one began; that one itself where there is none."""
        earlier = [walk[0] for walk in self.walks if walk[3] and walk[0] < start]
        return max(earlier, default=start)


def key(space: str, source: str, listing: str) -> str:
    return digest(space, source, listing)


def books(server: Server, names: Names, keys: Iterable[str]) -> dict[str, Book]:
    """Read them as they are now; one without an ended walk is empty."""
    wanted = list(keys)
    found = rows(server, names.write(Kind.SWEEPS), wanted, ("walks",))
    return {name: _book(found.get(name)) for name in wanted}


def states(server: Server, names: Names, keys: Iterable[str]) -> dict[str, tuple[int, int] | None]:
    """Tell only which state each is in."""
    wanted = list(keys)
    found = rows(server, names.write(Kind.SWEEPS), wanted, ("space",))
    return {name: found[name].state if name in found else None for name in wanted}


def _book(row: Row | None) -> Book:
    if row is None:
        return Book()
    return Book(tuple(tuple(walk) for walk in row.source["walks"]), row.state)


def enter(server: Server, bulk: Bulk, names: Names, told: Sequence[Told]) -> None:
    """A walk that is told twice and differently counts as incomplete."""
    left: defaultdict[str, list[Told]] = defaultdict(list)
    for sweep, complete in told:
        left[key(sweep.space, sweep.source, sweep.listing)].append((sweep, complete))
    index = names.write(Kind.SWEEPS)
    for _ in range(ROUNDS):
        if not left:
            return
        found = rows(server, index, left)
        writes = []
        for name, sweeps in left.items():
            row = found.get(name)
            document = _document(_book(row), sweeps)
            if row is None or row.source["walks"] != document["walks"]:
                writes.append(write(index, name, row, document))
        ended = bulk.send(writes)
        for name in list(left):
            if ended.get(name, DONE) != AGAIN:
                del left[name]
    raise Transient(f"{server.name}: others enter the same walks all the time; retry soon")


def _document(book: Book, told: Sequence[Told]) -> dict[str, Any]:
    walks = {(walk[0], walk[1]): walk for walk in book.walks}
    for sweep, complete in told:
        name = (stored(sweep.started_at), sweep.id)
        known = walks.get(name, (*name, True, sweep.closes))
        walks[name] = (*name, known[2] and complete, known[3])
    ordered = [walks[name] for name in sorted(walks)]
    first = told[0][0]
    return {
        "space": first.space,
        "source": first.source,
        "listing": first.listing,
        "walks": [list(walk) for walk in ordered],
        "weeks": sorted({week_of(start) for start, _, complete, _ in ordered if complete}),
    }
