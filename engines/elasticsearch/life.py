"""A record as far as its lifecycle goes: what facts make of it, and how it is kept (pure)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from contracts.records import Lifecycle
from engines.elasticsearch.rows import Row
from engines.elasticsearch.walks import Book, key
from engines.moments import OPEN, maybe_restored, maybe_stored, week_of
from understanding.lifecycle import closed_at


class Life(Struct, frozen=True):
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


FIELDS: Final = Life.__struct_fields__


def life_of(row: Row) -> Life:
    kept = {name: row.source[name] for name in FIELDS if name in row.source}
    return Life(**{**kept, "listings": tuple(kept.get("listings") or ())})


def told(name: str, row: Row | None, items: Sequence[Lifecycle]) -> Life | None:
    """What is known with these facts; None where there is neither a record nor a fact."""
    if row is None and not items:
        return None
    life = life_of(row) if row else Life(name, items[0].space, items[0].source)
    mine = [item for item in items if item.space == life.space]
    listings = {listing_of(item) for item in mine if item.listing}
    return Life(
        id=name,
        space=life.space,
        source=life.source,
        first=_earliest(life.first, *(maybe_stored(item.first_seen) for item in mine)),
        last=_latest(life.last, *(maybe_stored(item.last_seen) for item in mine)),
        said=_latest(life.said, *(maybe_stored(item.closed_at) for item in mine)),
        closed=life.closed,
        listings=tuple(sorted({*life.listings, *listings})),
    )


def listing_of(item: Lifecycle) -> str:
    """The key of the listing that showed it."""
    return key(item.space, item.source, item.listing)


def closed(life: Life, gone_by: Mapping[str, Book]) -> Life:
    """Work out when it closed from the walks of the listings that showed it."""
    moments = [gone_by[listing].closings for listing in life.listings]
    moment = closed_at(life.seen, life.said, moments)
    kept = {name: getattr(life, name) for name in FIELDS}
    return Life(**{**kept, "closed": OPEN if moment is None else moment})


def document(life: Life, *, new: bool) -> dict[str, Any]:
    closes = OPEN if life.closed is None else life.closed
    identity = {"id": life.id, "space": life.space, "source": life.source} if new else {}
    return {
        **identity,
        "first": life.first,
        "last": life.last,
        "said": life.said,
        "closed": closes,
        "seen": life.seen,
        "came": None if life.first is None else week_of(life.first),
        "gone": week_of(closes),
        "listings": list(life.listings),
        "first_seen": maybe_restored(life.first),
        "last_seen": maybe_restored(life.last),
        "closed_at": maybe_restored(closes),
    }


def _earliest(*moments: int | None) -> int | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _latest(*moments: int | None) -> int | None:
    return max((moment for moment in moments if moment is not None), default=None)
