"""A listing's walk: which sweep a page belongs to, and what a page of it hands on (pure)."""

from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from msgspec.structs import replace

from contracts.frontier import Request, Role, Sweep
from contracts.identity import digest, record_id
from contracts.records import Lifecycle, Page, Parsed

LISTING: Final = "listing"
WINDOW: Final = "window"
"""In the meta of a listing that shows only the latest: what left it has not closed."""
LISTINGS_FIRST: Final = 1
"""A listing is walked quickly, before it moves; its details can wait."""
_NOT_THE_LISTING: Final = frozenset({"page", "count", "per_page", "start", "sort"})
"""How it is cut and ordered does not change what is walked."""


def listing_key(root: Request) -> str:
    """Name what is walked, the same at each sweep and on each address of the site."""
    parts = urlsplit(root.url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in _NOT_THE_LISTING]
    asked = f"#{digest(root.body.hex())[:12]}" if root.body else ""
    return f"{root.source}:{parts.path}" + (f"?{urlencode(sorted(query))}" if query else "") + asked


def opened(root: Request, watch: str, at: datetime, run: int = 0) -> tuple[Sweep, Request]:
    """Return the sweep that begins with this listing page, and the page as a part of it.

    A listing that shows only the latest is walked too, but closes nothing: no posting bears it.
    """
    listing, space = listing_key(root), root.space
    sweep = Sweep(
        id=digest(space, listing, at.isoformat())[:20],
        space=space,
        source=root.source,
        listing=listing,
        started_at=at,
    )
    first = replace(
        root,
        role=Role.LISTING,
        priority=LISTINGS_FIRST,
        sweep=sweep.id,
        watch=watch,
        run=run,
        meta=root.meta if WINDOW in root.meta else {**root.meta, LISTING: listing},
    )
    return sweep, first


def handed_on(page: Request, link: Request) -> Request:
    """Give a link what its page knows: a listing page's sweep, everybody's watch, run and listing.

    A detail page is in no sweep, so that the seen-set fetches it once for all sweeps.
    """
    listing = page.meta.get(LISTING, "")
    is_listing = link.role is Role.LISTING
    return replace(
        link,
        sweep=page.sweep if is_listing else "",
        priority=LISTINGS_FIRST if is_listing else link.priority,
        watch=page.watch,
        run=page.run,
        space=page.space,
        depth=page.depth + 1,
        meta={**link.meta, **({LISTING: listing} if listing else {})},
    )


def sighted(page: Page, parsed: Parsed) -> tuple[Lifecycle, ...]:
    """Say of each posting that a page shows that it was up when the page was fetched."""
    request = page.request
    return tuple(
        Lifecycle(
            id=record_id(request.space, request.source, external_id),
            space=request.space,
            source=request.source,
            first_seen=page.fetched_at,
            last_seen=page.fetched_at,
            listing=request.meta.get(LISTING, ""),
        )
        for external_id in parsed.sightings
    )
