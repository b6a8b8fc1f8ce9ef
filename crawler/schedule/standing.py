"""How a source stands, judged over several pages: one odd page turns nothing (pure).

A source turns `changed` or `blocked` when `PAGES` pages of one kind (listings, details) in a row
were not read, or when a run had not one page of it that was read. It is well again when as many
in a row were read, or the first page of a listing was: all the rest hangs on that one.
"""

from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from contracts.config import Health
from contracts.frontier import Role
from contracts.records import Outcome
from crawler.schedule.outcomes import GOOD

PAGES: Final = 3
"""In a row, of one kind."""


class Seen(Struct, frozen=True, kw_only=True):
    """One page, as its source read it."""

    outcome: Outcome
    role: Role
    at: datetime
    url: str
    root: bool = False
    """The first page of a listing."""
    reason: str = ""
    blob: str = ""


class Row(Struct, frozen=True, kw_only=True):
    """The last pages of one kind: how many in a row were read, or were not."""

    good: int = 0
    bad: int = 0
    turned: bool = False
    blob: str = ""
    """The last one that was read well."""


class Standing(Struct, frozen=True, kw_only=True):
    health: Health
    rows: dict[Role, Row] = {}


def begun(source: str, at: datetime) -> Health:
    """A source that nobody has asked yet is well."""
    return Health(source=source, outcome=Outcome.OK, at=at, since=at)


def well(health: Health) -> bool:
    return health.outcome in GOOD


def after(standing: Standing, seen: Seen) -> Standing:
    """Return how it stands after one more page."""
    row = _extended(standing.rows.get(seen.role, Row()), seen)
    rows = {**standing.rows, seen.role: row}
    health = _noted(standing.health, seen, row)
    if seen.outcome not in GOOD and row.turned:
        health = turned(health, seen.outcome, seen.at)
    elif row.good >= PAGES and not any(each.turned for each in rows.values()):
        health = turned(health, Outcome.OK, seen.at)
    return Standing(health=health, rows=rows)


def turned(health: Health, outcome: Outcome, at: datetime) -> Health:
    """Keep since when, as long as it stays what it is."""
    return health if outcome == health.outcome else replace(health, outcome=outcome, since=at)


def _extended(row: Row, seen: Seen) -> Row:
    if seen.outcome in GOOD:
        good = row.good + (PAGES if seen.root else 1)
        return Row(good=good, turned=row.turned and good < PAGES, blob=seen.blob or row.blob)
    bad = row.bad + 1
    return Row(bad=bad, turned=row.turned or bad >= PAGES, blob=row.blob)


def _noted(health: Health, seen: Seen, row: Row) -> Health:
    """Keep the last page that was not read, and beside it one of its kind that was."""
    if seen.outcome in GOOD:
        first = seen.blob and (seen.role is Role.LISTING or not health.ok_blob)
        ok_blob = seen.blob if well(health) and first else health.ok_blob
        return replace(health, at=seen.at, ok_at=seen.at, ok_blob=ok_blob)
    return replace(
        health,
        at=seen.at,
        reason=seen.reason,
        blob=seen.blob or health.blob,
        ok_blob=row.blob or health.ok_blob,
    )
