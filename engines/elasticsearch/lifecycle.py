"""Lifecycles merged apart from the text, and what ended sweeps close.

The facts are kept with the record (sightings by min and max, keys of the listings that showed it)
and with each listing (its ended walks); `closed` is worked out anew from them. A record and a
listing cannot be written in one step, so whoever writes a record looks afterwards whether a book
that it went by has changed, and starts over if so; and whoever enters a walk looks for the records
that it touches afterwards. Of two that run side by side one therefore sees the other's facts,
whatever the order: the last write of a record always went by the last state of its books.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from contracts.errors import Permanent, Transient
from contracts.records import Lifecycle
from engines.elasticsearch.bulk import AGAIN, DONE, Bulk
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.paging import ids_of
from engines.elasticsearch.rows import Row, rows, write
from engines.elasticsearch.server import Server
from engines.elasticsearch.walks import Book, Told, books, enter, key, states
from engines.moments import OPEN, maybe_restored, maybe_stored, stored, week_of
from understanding.lifecycle import closed_at

ROUNDS: Final = 20
_FIELDS: Final = ("id", "space", "source", "first", "last", "said", "closed", "listings")
Facts = Mapping[str, Sequence[Lifecycle]]


class _State(Struct, frozen=True):
    """A record as far as its lifecycle goes."""

    id: str
    space: str
    source: str
    first: int | None = None
    last: int | None = None
    said: int | None = None
    closed: int | None = None
    """None only where nothing was ever told."""
    listings: tuple[str, ...] = ()

    @property
    def seen(self) -> int | None:
        return _latest(self.first, self.last)


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
    found = rows(server, index, facts, _FIELDS)
    told = {name: _told(name, found.get(name), items) for name, items in facts.items()}
    known = {name: state for name, state in told.items() if state is not None}
    gone_by = books(server, names, _listings(known.values()))
    due = {}
    for name, state in known.items():
        settled = _closed(state, gone_by)
        if name not in found or settled != _state(found[name]):
            due[name] = settled
    ended = bulk.send(
        write(index, name, found.get(name), _document(state, new=name not in found))
        for name, state in due.items()
    )
    _refuse(ended)
    again = {name for name, how in ended.items() if how == AGAIN}
    again |= _overtaken(server, names, due, gone_by)
    return {name: facts[name] for name in again}


def _overtaken(
    server: Server, names: Names, written: Mapping[str, _State], gone_by: Mapping[str, Book]
) -> set[str]:
    """Name the written records one of whose books has changed since it was read."""
    now = states(server, names, _listings(written.values()))
    changed = {name for name, state in now.items() if state != gone_by[name].state}
    return {name for name, state in written.items() if changed & set(state.listings)}


def _listings(known: Iterable[_State]) -> set[str]:
    return {listing for state in known for listing in state.listings}


def _refuse(ended: Mapping[str, str]) -> None:
    for name, how in ended.items():
        if how not in (DONE, AGAIN):
            raise Permanent(f"lifecycle of {name}: {how}")


def _told(name: str, row: Row | None, items: Sequence[Lifecycle]) -> _State | None:
    """What is known with these facts; None where there is neither a record nor a fact."""
    if row is None and not items:
        return None
    state = _state(row) if row else _State(name, items[0].space, items[0].source)
    mine = [item for item in items if item.space == state.space]
    listings = {key(i.space, i.source, i.listing) for i in mine if i.listing}
    return _State(
        id=name,
        space=state.space,
        source=state.source,
        first=_earliest(state.first, *(maybe_stored(item.first_seen) for item in mine)),
        last=_latest(state.last, *(maybe_stored(item.last_seen) for item in mine)),
        said=_latest(state.said, *(maybe_stored(item.closed_at) for item in mine)),
        closed=state.closed,
        listings=tuple(sorted({*state.listings, *listings})),
    )


def _state(row: Row) -> _State:
    return _State(**{**row.source, "listings": tuple(row.source.get("listings") or ())})


def _closed(state: _State, gone_by: Mapping[str, Book]) -> _State:
    moments = [gone_by[listing].closings for listing in state.listings]
    closed = closed_at(state.seen, state.said, moments)
    kept = {name: getattr(state, name) for name in state.__struct_fields__}
    return _State(**{**kept, "closed": OPEN if closed is None else closed})


def _document(state: _State, *, new: bool) -> dict[str, Any]:
    closed = OPEN if state.closed is None else state.closed
    identity = {"id": state.id, "space": state.space, "source": state.source} if new else {}
    return {
        **identity,
        "first": state.first,
        "last": state.last,
        "said": state.said,
        "closed": closed,
        "seen": state.seen,
        "came": None if state.first is None else week_of(state.first),
        "gone": week_of(closed),
        "listings": list(state.listings),
        "first_seen": _date(state.first),
        "last_seen": _date(state.last),
        "closed_at": _date(closed),
    }


def _date(moment: int | None) -> datetime | None:
    return maybe_restored(moment)


def _earliest(*moments: int | None) -> int | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _latest(*moments: int | None) -> int | None:
    return max((moment for moment in moments if moment is not None), default=None)
