"""Lifecycles merged apart from the text, or with it, and what ended sweeps close.

The facts are kept with the record (sightings by min and max, keys of the listings that showed it)
and with each listing (its ended walks); `closed` is worked out anew from them. A record and a
listing cannot be written in one step, so whoever writes a record looks afterwards whether a book
that it went by has changed, and starts over if so; and whoever enters a walk looks for the records
that it touches afterwards. Of two that run side by side one therefore sees the other's facts,
whatever the order: the last write of a record always went by the last state of its books.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from contracts.errors import Permanent, Transient
from contracts.index import Verdict
from contracts.records import Lifecycle
from engines.elasticsearch import life
from engines.elasticsearch.bulk import AGAIN, DONE, Bulk
from engines.elasticsearch.life import FIELDS, Life, life_of, listing_of
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.paging import ids_of
from engines.elasticsearch.rows import Row, rows, write
from engines.elasticsearch.server import Server
from engines.elasticsearch.walks import Book, Told, books, enter, key, states
from engines.moments import stored

ROUNDS: Final = 20
Facts = Mapping[str, Sequence[Lifecycle]]


class WithTexts:
    """What comes of each record together with its text, to be written in one document."""

    def __init__(self, server: Server, names: Names, lifecycles: Sequence[Lifecycle]) -> None:
        self._server = server
        self._names = names
        self._told = lifecycles
        self._listings = {listing_of(item) for item in lifecycles if item.listing}
        self._gone_by: dict[str, Book] = {}
        self._written: dict[str, Life] = {}

    def look(self, standing: Mapping[str, Row]) -> None:
        """Read the books of all listings that are told, or that stand."""
        stand = {listing for row in standing.values() for listing in life_of(row).listings}
        missing = (self._listings | stand) - self._gone_by.keys()
        self._gone_by |= books(self._server, self._names, missing)

    def fields(self, name: str, row: Row | None, numbers: Iterable[int]) -> dict[str, Any]:
        """What these of the lifecycles change of a record."""
        known = life.told(name, row, [self._told[number] for number in numbers])
        if known is None:
            return {}
        closed = life.closed(known, self._gone_by)
        self._written[name] = closed
        return {} if row and closed == life_of(row) else life.document(closed, new=row is None)

    def settle(self, bulk: Bulk, verdicts: Iterable[Verdict]) -> None:
        """Do those again one of whose books has changed meanwhile."""
        names = {verdict.id for verdict in verdicts if verdict.there}
        written = {name: known for name, known in self._written.items() if name in names}
        overtaken = _overtaken(self._server, self._names, written, self._gone_by)
        settle(self._server, bulk, self._names, dict.fromkeys(overtaken, ()))


def merge(server: Server, bulk: Bulk, names: Names, lifecycles: Sequence[Lifecycle]) -> None:
    facts: defaultdict[str, list[Lifecycle]] = defaultdict(list)
    for item in lifecycles:
        facts[item.id].append(item)
    settle(server, bulk, names, facts)


def end_sweeps(server: Server, bulk: Bulk, names: Names, sweeps: Sequence[Told]) -> None:
    enter(server, bulk, names, sweeps)
    closing = [sweep for sweep, _ in sweeps if sweep.closes]
    if not closing:
        return
    # What was written before the walk was entered is to be found now.
    server.client.indices.refresh(index=names.write(Kind.RECORDS))
    starts: defaultdict[str, list[int]] = defaultdict(list)
    for sweep in closing:
        starts[key(sweep.space, sweep.source, sweep.listing)].append(stored(sweep.started_at))
    for name, book in books(server, names, starts).items():
        touched = _touched(name, book, starts[name])
        for page in ids_of(server, names.write(Kind.RECORDS), touched):
            settle(server, bulk, names, dict.fromkeys(page, ()))


def _touched(listing: str, book: Book, starts: Sequence[int]) -> list[dict[str, Any]]:
    """Whom newly entered walks can close or reopen.

    One makes a pair with the walk before it and one with the walk after it, and parts those two:
    all these pairs begin no earlier than the one before. So records seen since, and records that
    anything closed earlier than that, stay as they are.
    """
    before = min(book.before(start) for start in starts)
    return [
        {"term": {"listings": listing}},
        {"range": {"closed": {"gte": before}}},
        {"range": {"seen": {"lt": max(starts)}}},
    ]


def settle(server: Server, bulk: Bulk, names: Names, facts: Facts) -> None:
    """Bring each record to what its facts say, those told here with them."""
    left = dict(facts)
    for _ in range(ROUNDS):
        if not left:
            return
        left = _round(server, bulk, names, left)
    raise Transient(f"{server.name}: others write the same records all the time; retry soon")


def _round(
    server: Server, bulk: Bulk, names: Names, facts: Facts
) -> dict[str, Sequence[Lifecycle]]:
    """Return what is to be done again."""
    index = names.write(Kind.RECORDS)
    found = rows(server, index, facts, FIELDS)
    told = {name: life.told(name, found.get(name), items) for name, items in facts.items()}
    known = {name: state for name, state in told.items() if state is not None}
    gone_by = books(server, names, _listings(known.values()))
    due = {}
    for name, state in known.items():
        settled = life.closed(state, gone_by)
        if name not in found or settled != life_of(found[name]):
            due[name] = settled
    ended = bulk.send(
        write(index, name, found.get(name), life.document(state, new=name not in found))
        for name, state in due.items()
    )
    _refuse(ended)
    again = {name for name, how in ended.items() if how == AGAIN}
    again |= _overtaken(server, names, due, gone_by)
    return {name: facts[name] for name in again}


def _overtaken(
    server: Server, names: Names, written: Mapping[str, Life], gone_by: Mapping[str, Book]
) -> set[str]:
    """Name the written records one of whose books has changed since it was read."""
    now = states(server, names, _listings(written.values()))
    changed = {name for name, state in now.items() if state != gone_by[name].state}
    return {name for name, state in written.items() if changed & set(state.listings)}


def _listings(known: Iterable[Life]) -> set[str]:
    return {listing for state in known for listing in state.listings}


def _refuse(ended: Mapping[str, str]) -> None:
    for name, how in ended.items():
        if how not in (DONE, AGAIN):
            raise Permanent(f"lifecycle of {name}: {how}")
