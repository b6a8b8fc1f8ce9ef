"""When a page is visited again (pure): sooner where it changes, later where it does not.

Listings are not: each sweep walks them anew.
"""

from typing import Final

from msgspec.structs import replace

from contracts.frontier import Lease, Role, Visit
from contracts.identity import content_hash
from contracts.records import Outcome, Page, Parsed

_HOUR_MS: Final = 3_600_000
SHORTEST_MS: Final = 6 * _HOUR_MS
FIRST_MS: Final = 24 * _HOUR_MS
LONGEST_MS: Final = 30 * 24 * _HOUR_MS
MOST_SHOWN: Final = 20
"""A page with more postings than this is a listing in all but name: it vouches for none."""
LONGEST_TAG: Final = 256
_OK: Final = 200
_NOT_MODIFIED: Final = 304
_GONE: Final = frozenset({404, 410})
_TROUBLE: Final = frozenset({Outcome.CHANGED, Outcome.BLOCKED})


def conditions(last: Visit | None) -> dict[str, str]:
    """Return the headers that ask for the page only if it is another than last time."""
    if last is None or not last.content:
        return {}
    asked = {"If-None-Match": last.etag, "If-Modified-Since": last.last_modified}
    return {name: value for name, value in asked.items() if value}


def unchanged(last: Visit | None, page: Page) -> bool:
    if last is None or not last.content:
        return False
    same = page.status == _OK and content_hash(page.body) == last.content
    return same or page.status == _NOT_MODIFIED


def as_before(last: Visit) -> Parsed:
    """Say what a page tells that is as it was: the postings it showed are still up."""
    return Parsed(outcome=Outcome.UNCHANGED, sightings=last.shown)


def next_visit(lease: Lease, page: Page, parsed: Parsed, blob: str) -> Visit | None:
    """None: never, for it is a listing, it is gone, or it only points elsewhere."""
    last, outcome = lease.last, parsed.outcome
    if lease.request.role is Role.LISTING or outcome is Outcome.EMPTY or page.status in _GONE:
        return None
    if outcome in _TROUBLE:
        return after_trouble(last)
    if outcome is Outcome.UNCHANGED and last is not None:
        return replace(last, interval_ms=_longer(last.interval_ms))
    if page.status != _OK:
        return None
    return Visit(
        interval_ms=_sooner(last.interval_ms) if last and last.content else FIRST_MS,
        content=blob,
        etag=_bounded(page, "etag"),
        last_modified=_bounded(page, "last-modified"),
        shown=_shown(parsed),
    )


def after_trouble(last: Visit | None) -> Visit:
    """Come back to a page that could not be read, later each time; what was known stays so."""
    if last is None:
        return Visit(interval_ms=SHORTEST_MS)
    return replace(last, interval_ms=_longer(last.interval_ms))


def _longer(interval_ms: int) -> int:
    return max(SHORTEST_MS, min(2 * interval_ms, LONGEST_MS))


def _sooner(interval_ms: int) -> int:
    return min(LONGEST_MS, max(SHORTEST_MS, interval_ms // 2))


def _bounded(page: Page, name: str) -> str:
    said = page.headers.get(name, "")
    return said if len(said) <= LONGEST_TAG else ""


def _shown(parsed: Parsed) -> tuple[str, ...]:
    ids = tuple(posting.external_id for posting in parsed.postings)
    return ids if len(ids) <= MOST_SHOWN else ()
