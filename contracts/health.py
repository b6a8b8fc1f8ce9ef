"""How a source fares, told page by page: pages may come late and from several crawlers (pure)."""

from typing import Final

from msgspec.structs import replace

from contracts.config import Health
from contracts.records import Outcome

_WELL: Final = frozenset({Outcome.OK, Outcome.EMPTY, Outcome.UNCHANGED})


def after(before: Health | None, told: Health) -> Health:
    """Put a page to what is known; a page older than the last can only tell of a success."""
    ok_at, ok_blob = (before.ok_at, before.ok_blob) if before else (None, "")
    if told.outcome in _WELL and (ok_at is None or told.at >= ok_at):
        ok_at = told.at
        ok_blob = told.blob if told.outcome == Outcome.OK and told.blob else ok_blob
    if before is None:
        return replace(told, since=told.at, ok_at=ok_at, ok_blob=ok_blob)
    if told.at < before.at:
        return replace(before, ok_at=ok_at, ok_blob=ok_blob)
    since = before.since if told.outcome == before.outcome else told.at
    return replace(told, since=since, ok_at=ok_at, ok_blob=ok_blob)
