"""A lease as Scrapy's request, and of Scrapy's answer the headers that are kept."""

from collections.abc import Awaitable, Callable
from typing import Final

from scrapy import Request as ScrapyRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from contracts.frontier import Kind, Lease, Request, Visit
from crawler import recrawl
from crawler.fetching.downloads import SOURCE, SPACE
from crawler.fetching.fetches import fits
from crawler.fetching.scrapy_scheduler import LEASE
from engines.fetching.sparql import as_http

KEPT_HEADERS: Final = (
    *("content-type", "location", "retry-after", "cf-mitigated", "server"),
    *("date", "etag", "last-modified", "link"),
)
"""What a page may need to be read again; cookies and the like are nobody's business."""


def scrapy_request(
    lease: Lease,
    answered: Callable[[Response], Awaitable[None]],
    failed: Callable[[Failure], Awaitable[None]],
) -> ScrapyRequest:
    """Raise ValueError for what is no address of its kind, Permanent for what is no query."""
    request = lease.request
    if not fits(request.kind, request.url.partition("://")[0].lower()):
        raise ValueError(f"{request.url[:200]!r} is not fetched as {request.kind}")
    if request.kind is Kind.SPARQL:
        request = as_http(request)
    return ScrapyRequest(
        request.url,
        method=request.method,
        headers=_asked(request, lease.last),
        body=request.body,
        callback=answered,
        errback=failed,
        dont_filter=True,
        meta={LEASE: lease, SPACE: request.space, SOURCE: request.source},
    )


def kept_headers(response: Response) -> dict[str, str]:
    found = {name: response.headers.get(name) for name in KEPT_HEADERS}
    return {name: value.decode("latin-1") for name, value in found.items() if value is not None}


def _asked(request: Request, last: Visit | None) -> dict[str, str]:
    """What the request says, and on a later visit: only if it is another page than last time."""
    since = recrawl.conditions(last) if request.method == "GET" else {}
    return {**since, **request.headers}
