"""The spider: an answer frees its host's slot, is read by its source, and is published."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import Executor
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct
from scrapy import Request as ScrapyRequest
from scrapy import Spider
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from contracts.clock import Clock
from contracts.errors import Permanent, Transient
from contracts.frontier import Finished, HostPolicy, Kind, Lease
from contracts.records import Outcome, Page, Parsed
from crawler.answers import comes_again, read, retry_after_ms, retry_delay_ms
from crawler.downloads import Reach
from crawler.fetches import fits
from crawler.metrics import Metrics
from crawler.ports import Fetcher, Frontier
from crawler.publisher import Publisher, Reading, Unpublished
from crawler.refusals import changed
from crawler.remarks import Remarks
from crawler.robots import SPACE, Forbidden, Unknown
from crawler.scrapy_scheduler import LEASE
from crawler.source import Source
from crawler.supply import Supply
from engines.fetching.sparql import as_http

KEPT_HEADERS: Final = (
    *("content-type", "location", "retry-after", "cf-mitigated", "server"),
    *("date", "etag", "last-modified"),
)
"""What a page may need to be read again; cookies and the like are nobody's business."""
UNKNOWN_RULES_FACTOR: Final = 5
_OK: Final = 200

log = logging.getLogger(__name__)


class Parts(Struct, frozen=True, kw_only=True):
    """What the spider works with."""

    frontier: Frontier
    sources: Mapping[str, Source]
    policies: Mapping[str, HostPolicy]
    """By source."""
    supply: Supply
    publisher: Publisher
    thread: Executor
    """Where the frontier is told things."""
    clock: Clock
    metrics: Metrics
    fail: Callable[[Exception], None]
    """Ends the crawl."""
    reach: Reach
    fetchers: Mapping[Kind, Fetcher]


class FrontierSpider(Spider):
    name = "frontier"

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.supply = parts.supply
        self.publisher = parts.publisher
        self.reach = parts.reach
        self.fetchers = parts.fetchers
        self._frontier = parts.frontier
        self._sources = parts.sources
        self._policies = parts.policies
        self._thread = parts.thread
        self._clock = parts.clock
        self._metrics = parts.metrics
        self._fail = parts.fail
        self._remarks = Remarks(log.warning)

    async def start(self) -> AsyncIterator[Any]:
        """Nothing of its own: the scheduler brings the leases."""
        for lease in list[Lease]():
            yield self.to_fetch(lease)

    def to_fetch(self, lease: Lease) -> ScrapyRequest:
        """Raise ValueError for what is no address of its kind, Permanent for what is no query."""
        request = lease.request
        scheme = request.url.partition("://")[0].lower()
        if not fits(request.kind, scheme):
            raise ValueError(f"{request.url[:200]!r} is not fetched as {request.kind}")
        if request.kind is Kind.SPARQL:
            request = as_http(request)
        return ScrapyRequest(
            request.url,
            method=request.method,
            headers=dict(request.headers),
            body=request.body,
            callback=self.answered,
            errback=self.failed,
            dont_filter=True,
            meta={LEASE: lease, SPACE: request.space},
        )

    async def answered(self, response: Response) -> None:
        await self._safely(self._answered(response.meta[LEASE], response))

    async def failed(self, failure: Failure) -> None:
        lease: Lease = failure.request.meta[LEASE]  # type: ignore[attr-defined]
        await self._safely(self._failed(lease, failure))

    async def refuse(self, lease: Lease, reason: str) -> None:
        """End a request that will never have an answer; its sweep is not complete."""
        await self._safely(self._end(lease, reason))

    async def slow_down(self, request: ScrapyRequest, delay_ms: int) -> None:
        """Robots.txt sets a host's pace anew for each walk, after its seeding did."""
        lease: Lease = request.meta[LEASE]
        policy = self._policies.get(lease.request.source, HostPolicy())
        if lease.request.depth == 0 and delay_ms > policy.interval_ms:
            slower = HostPolicy(interval_ms=delay_ms, slots=policy.slots)
            host = urlsplit(lease.request.url).netloc.lower()
            await self._book(partial(self._frontier.configure_host, host, slower))

    async def _safely(self, work: Awaitable[None]) -> None:
        """A fault that does not pass ends the crawl; what is held goes back."""
        try:
            await work
        except Unpublished:
            log.info("a page is given back unpublished")
        except Exception as error:  # noqa: BLE001 - as the docstring says
            self._fail(error)

    async def _answered(self, lease: Lease, response: Response) -> None:
        page = Page(
            request=lease.request,
            url=response.url,
            status=response.status,
            body=response.body,
            fetched_at=self._clock(),
            headers=_headers(response),
        )
        asked = retry_after_ms(page.headers.get("retry-after", ""), datetime.now(UTC))
        latency = response.meta.get("download_latency", 0.0)
        self._metrics.fetched(latency)
        freed = asyncio.ensure_future(self._freed(lease, page.status, latency, asked))
        if comes_again(page.status):
            await freed
            self._told(page, Parsed(outcome=Outcome.BLOCKED, reason=f"HTTP {page.status}"))
            await self._give_back(lease, retry_delay_ms(lease.attempt, asked))
            return
        parsed = self._read(page)
        await freed
        self._told(page, parsed)
        if not await self.publisher.publish(Reading(lease, page, parsed)):
            self._metrics.refused()
        self.supply.forget([lease])

    async def _failed(self, lease: Lease, failure: Failure) -> None:
        error, source = failure.value, lease.request.source
        if isinstance(error, Unknown):
            self._remarks(f"{source}: {error}")
            await self._give_back(lease, UNKNOWN_RULES_FACTOR * retry_delay_ms(lease.attempt, None))
        elif isinstance(error, IgnoreRequest | DownloadCancelledError):
            if not isinstance(error, Forbidden):
                await self._freed(lease, _OK, 0.0, None)  # it did answer, with far too much
            await self._end(lease, str(error))
        elif isinstance(error, Permanent):
            await self._freed(lease, None, 0.0, None)
            await self._end(lease, str(error))
        else:
            self._metrics.failed(source)
            said = failure.getErrorMessage() or type(error).__name__
            self._remarks(f"{source}: no answer: {said}", f"({lease.request.url})")
            await self._freed(lease, None, 0.0, None)
            await self._give_back(lease, retry_delay_ms(lease.attempt, None))

    async def _end(self, lease: Lease, reason: str) -> None:
        source = lease.request.source
        self._metrics.read(source, Outcome.BLOCKED)
        self._remarks(f"{source}: not fetched: {reason}", f"({lease.request.url})")
        await self._book(partial(self._frontier.ack, [Finished(lease=lease, complete=False)]))
        self.supply.forget([lease])

    async def _freed(
        self, lease: Lease, status: int | None, latency: float, asked: int | None
    ) -> None:
        await self._book(
            partial(
                self._frontier.fetched,
                lease,
                status=status,
                latency_ms=round(latency * 1000),
                retry_after_ms=asked,
            )
        )

    async def _give_back(self, lease: Lease, delay_ms: int) -> None:
        """To be tried again later; the frontier counts the attempts."""
        await self._book(partial(self._frontier.release, [lease], delay_ms=delay_ms, failed=True))
        self.supply.forget([lease])

    async def _book(self, work: Callable[[], object]) -> None:
        """Tell the frontier in its own thread; a fault that passes is met by the lease's end."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except Transient as error:
            self._remarks(f"frontier: {error}; the lease will run out")

    def _read(self, page: Page) -> Parsed:
        source = self._sources.get(page.request.source)
        if source is None:
            return changed(f"no source {page.request.source!r} is installed")
        with self._metrics.parsing():
            return read(source, page)

    def _told(self, page: Page, parsed: Parsed) -> None:
        self._metrics.read(page.request.source, parsed.outcome)
        if parsed.outcome in (Outcome.CHANGED, Outcome.BLOCKED):
            said = f"{page.request.source}: {parsed.outcome}: {parsed.reason}"
            self._remarks(said, f"({page.url})")


def _headers(response: Response) -> dict[str, str]:
    found = {name: response.headers.get(name) for name in KEPT_HEADERS}
    return {name: value.decode("latin-1") for name, value in found.items() if value is not None}
