"""Lifecycles merged apart from the text, and what ended sweeps close.

The facts are kept (sightings by min and max, listings that showed a record, ended sweeps) and
`closed_at` is worked out anew from them whenever one changes: so neither order nor repetition
of events matters. The rule itself is `understanding.lifecycle`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from sqlite3 import Connection

from msgspec import Struct

from contracts.frontier import Sweep
from contracts.records import Lifecycle
from engines.embedded.index.rows import ONE_OF, listed, next_doc
from engines.moments import OPEN, maybe_stored, stored
from understanding.lifecycle import closed_at, closing_moments

_Listing = tuple[str, str, str]


class _State(Struct):
    """A row of `records` as far as its lifecycle goes."""

    doc: int
    id: str
    space: str
    source: str
    first_seen: int | None = None
    last_seen: int | None = None
    said_closed: int | None = None
    closed_at: int = OPEN

    @property
    def seen(self) -> int | None:
        return _latest(self.first_seen, self.last_seen)


_COLUMNS = ", ".join(_State.__struct_fields__)


def merge(connection: Connection, lifecycles: Sequence[Lifecycle]) -> None:
    states = _states(connection, lifecycles)
    listings = _listings(
        connection, ((item.space, item.source, item.listing) for item in lifecycles if item.listing)
    )
    shown = set()
    for item in lifecycles:
        state = states[item.id]
        if state.space != item.space:
            continue
        state.first_seen = _earliest(state.first_seen, maybe_stored(item.first_seen))
        state.last_seen = _latest(state.last_seen, maybe_stored(item.last_seen))
        state.said_closed = _latest(state.said_closed, maybe_stored(item.closed_at))
        if item.listing:
            shown.add((state.doc, listings[item.space, item.source, item.listing]))
    connection.executemany("INSERT OR IGNORE INTO shown VALUES (?, ?)", sorted(shown))
    _settle(connection, list(states.values()))


def end_sweeps(connection: Connection, sweeps: Sequence[tuple[Sweep, bool]]) -> None:
    """A sweep that is told twice and differently counts as incomplete."""
    listings = _listings(connection, ((s.space, s.source, s.listing) for s, _ in sweeps))
    for sweep, complete in sweeps:
        listing = listings[sweep.space, sweep.source, sweep.listing]
        start = stored(sweep.started_at)
        booked = connection.execute(
            "INSERT INTO sweeps VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (listing, started_at, id) DO UPDATE"
            " SET complete = excluded.complete WHERE complete > excluded.complete",
            (listing, start, sweep.id, complete, sweep.closes),
        )
        if booked.rowcount and sweep.closes:
            _settle(connection, _touched(connection, sweep, listing, start))


def _states(connection: Connection, lifecycles: Sequence[Lifecycle]) -> dict[str, _State]:
    """The row of each id, with a fresh one for ids that are new."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM records WHERE id IN {ONE_OF}",
        (listed(item.id for item in lifecycles),),
    )
    states = {row[1]: _State(*row) for row in rows}
    new = next_doc(connection)
    for item in lifecycles:
        if item.id not in states:
            states[item.id] = _State(new, item.id, item.space, item.source)
            new += 1
    return states


def _listings(connection: Connection, names: Iterable[_Listing]) -> dict[_Listing, int]:
    wanted = sorted(set(names))
    connection.executemany(
        "INSERT OR IGNORE INTO listings (space, source, name) VALUES (?, ?, ?)", wanted
    )
    find = "SELECT listing FROM listings WHERE space = ? AND source = ? AND name = ?"
    return {name: connection.execute(find, name).fetchone()[0] for name in wanted}


def _touched(connection: Connection, sweep: Sweep, listing: int, start: int) -> list[_State]:
    """Whom a newly booked sweep can close or reopen.

    It makes a pair with the sweep before it and one with the sweep after it, and parts those
    two: all these pairs begin no earlier than the one before. So records seen since, and
    records that anything closed earlier than that, stay as they are.
    """
    before = connection.execute(
        "SELECT max(started_at) FROM sweeps WHERE listing = ? AND closes AND started_at < ?",
        (listing, start),
    ).fetchone()[0]
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM records r"
        " WHERE space = ? AND source = ? AND closed_at >= ?"
        " AND coalesce(last_seen, first_seen) < ?"
        " AND EXISTS (SELECT 1 FROM shown s WHERE s.doc = r.doc AND s.listing = ?)",
        (sweep.space, sweep.source, start if before is None else before, start, listing),
    )
    return [_State(*row) for row in rows]


def _settle(connection: Connection, states: list[_State]) -> None:
    """Work out when each closed, and write the rows."""
    shown = _shown(connection, states)
    since = min((state.seen for state in states if state.seen is not None), default=OPEN)
    closings = {
        listing: _closings(connection, listing, since)
        for listing in {listing for listings in shown.values() for listing in listings}
    }
    for state in states:
        moments = [closings[listing] for listing in shown[state.doc]]
        closed = closed_at(state.seen, state.said_closed, moments)
        state.closed_at = OPEN if closed is None else closed
    connection.executemany(
        f"INSERT INTO records ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (doc) DO UPDATE SET first_seen = excluded.first_seen,"
        " last_seen = excluded.last_seen, said_closed = excluded.said_closed,"
        " closed_at = excluded.closed_at",
        [_row(state) for state in states],
    )


def _shown(connection: Connection, states: list[_State]) -> defaultdict[int, list[int]]:
    rows = connection.execute(
        f"SELECT doc, listing FROM shown WHERE doc IN {ONE_OF}",
        (listed(state.doc for state in states),),
    )
    shown = defaultdict(list)
    for doc, listing in rows:
        shown[doc].append(listing)
    return shown


def _closings(connection: Connection, listing: int, since: int) -> list[int]:
    rows = connection.execute(
        "SELECT started_at, complete FROM sweeps"
        " WHERE listing = ? AND started_at > ? AND closes ORDER BY started_at, id",
        (listing, since),
    )
    return closing_moments((start, bool(complete)) for start, complete in rows)


def _row(state: _State) -> tuple[object, ...]:
    return tuple(getattr(state, name) for name in _State.__struct_fields__)


def _earliest(one: int | None, other: int | None) -> int | None:
    return min((moment for moment in (one, other) if moment is not None), default=None)


def _latest(one: int | None, other: int | None) -> int | None:
    return max((moment for moment in (one, other) if moment is not None), default=None)
