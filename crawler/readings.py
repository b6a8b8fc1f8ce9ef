"""A saved page read without knowing what it was: as a listing or as a detail (pure)."""

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from contracts.frontier import Kind, Request, Role
from contracts.records import Outcome, Page, Parsed
from contracts.subjects import WatchSpec
from crawler.answers import read
from crawler.source import Source

_OK: Final = 200
_BEST_FIRST: Final = (Outcome.OK, Outcome.EMPTY, Outcome.BLOCKED, Outcome.CHANGED)


def reading(source: Source, body: bytes, url: str, now: datetime) -> tuple[Page, Parsed]:
    """Return the page in the role that it makes sense in, and what was read in it."""
    first = first_request(source)
    listing = _read(source, body, replace(first, url=url or first.url), now)
    asked = Request(url=url or source.base_url, source=source.name, role=Role.DETAIL)
    detail = _read(source, body, asked, now)
    if url and _is_detail(url, listing[1]):
        return detail
    alike = _shape(url or first.url) == _shape(first.url)
    return min((listing, detail) if alike else (detail, listing), key=_rank)


def first_request(source: Source) -> Request:
    """The first page of a listing of it, as a watch that names it asks for one."""
    name, site = source.name, source.base_url
    for spec in (
        WatchSpec(sources=(name,), websites=(site,)),
        WatchSpec(sources=(name,), keywords=("data",)),
    ):
        for request in source.requests(spec):
            return request
    return Request(url=site, source=name, role=Role.LISTING)


def _rank(found: tuple[Page, Parsed]) -> tuple[int, int]:
    """The better outcome, and of two that are well the one with whole postings."""
    parsed = found[1]
    given = parsed.postings or parsed.documents or parsed.observations
    return _BEST_FIRST.index(parsed.outcome), 0 if given else 1


def _is_detail(url: str, as_listing: Parsed) -> bool:
    """Tell whether an address looks like those of the details that the page links to."""
    links = (link.url for link in as_listing.follow if link.role is Role.DETAIL)
    return any(_shape(link) == _shape(url) for link in links)


def _shape(url: str) -> tuple[str, ...]:
    """An address without what differs from one detail to another."""
    try:
        parts = urlsplit(url).path.strip("/").split("/")
    except ValueError:
        return ()
    return tuple("0" if any(map(str.isdigit, part)) else part for part in parts)


def _read(source: Source, body: bytes, request: Request, now: datetime) -> tuple[Page, Parsed]:
    page = Page(
        request=request,
        url=request.url,
        status=_OK,
        body=body,
        fetched_at=now,
        headers=_headers(request, len(body)),
    )
    return page, read(source, page)


def _headers(request: Request, size: int) -> dict[str, str]:
    """A file is read in parts: here it is whole."""
    if request.kind is not Kind.FILE:
        return {}
    return {"content-range": f"bytes 0-{size - 1}/{size}" if size else "bytes */0"}
