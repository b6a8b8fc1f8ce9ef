"""The spider: an answer frees its host's slot, is read by its source, and is published."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import Executor
from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct
from scrapy import Request as ScrapyRequest
from scrapy import Spider
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from contracts.clock import Clock
from contracts.errors import Permanent, ProspektError, Transient
from contracts.frontier import (
    MOST_ATTEMPTS,
    Answered,
    Finished,
    Kind,
    Lease,
    Role,
)
from contracts.pace import refused
from contracts.records import Outcome, Page, Parsed
from crawler import recrawl
from crawler.answers import comes_again, read, retry_after_ms, retry_delay_ms, sites_clock
from crawler.fetching.downloads import Reach
from crawler.fetching.robots import PATIENCE, Closed, Forbidden, Late
from crawler.fetching.rulebook import Rulebook
from crawler.fetching.scrapy_requests import kept_headers, scrapy_request
from crawler.fetching.scrapy_scheduler import LEASE
from crawler.fetching.settling import Settling
from crawler.fetching.supply import Supply
from crawler.metrics import Metrics
from crawler.ports import Fetcher, Frontier
from crawler.publisher import Publisher, Reading, Unpublished
from crawler.reading.refusals import changed
from crawler.remarks import Remarks
from crawler.schedule.followed import Followed, Wish
from crawler.schedule.tally import Tally
from crawler.source import Source

_OK: Final = 200

log = logging.getLogger(__name__)


class Parts(Struct, frozen=True, kw_only=True):
    """What the spider works with."""

    frontier: Frontier
    followed: Followed
    sources: Mapping[str, Source]
    supply: Supply
    publisher: Publisher
    thread: Executor
    """Where the frontier is told things."""
    clock: Clock
    metrics: Metrics
    tally: Tally
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
        self.rulebook = Rulebook(parts.frontier, parts.thread)
        self._followed = parts.followed
        self._sources = parts.sources
        self._clock = parts.clock
        self._metrics = parts.metrics
        self._tally = parts.tally
        self._fail = parts.fail
        self._remarks = Remarks(log.warning)
        self._settling = Settling(parts.frontier, parts.thread, parts.supply, self._remarks)

    async def start(self) -> AsyncIterator[Any]:
        """Nothing of its own: the scheduler brings the leases."""
        for lease in list[Lease]():
            yield self.to_fetch(lease)

    def to_fetch(self, lease: Lease) -> ScrapyRequest:
        """Raise ValueError for what is no address of its kind, Permanent for what is no query."""
        return scrapy_request(lease, self.answered, self.failed)

    async def answered(self, response: Response) -> None:
        await self._safely(self._answered(response.meta[LEASE], response))

    async def failed(self, failure: Failure) -> None:
        lease: Lease = failure.request.meta[LEASE]  # type: ignore[attr-defined]
        await self._safely(self._failed(lease, failure))

    async def refuse(self, lease: Lease, reason: str) -> None:
        """End a request that will never have an answer; its sweep is not complete."""
        await self._safely(self._end(lease, reason))

    def wants(self, lease: Lease) -> bool:
        """Tell whether it is fetched: a first visit always, a later one while its watch asks."""
        return lease.last is None or self._followed.wish(lease.request.watch) is Wish.VISIT

    async def let_rest(self, lease: Lease) -> None:
        """End a later visit unfetched: for another interval, or for good."""
        rests = self._followed.wish(lease.request.watch) is Wish.REST
        again = lease.last if rests else None
        await self._safely(self._settling.finish(Finished(lease=lease, again=again)))

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
            body=self.reach.credentials.hidden(lease.request, response.body),
            fetched_at=self._clock(),
            headers=kept_headers(response),
        )
        now = sites_clock(response.headers.get("Date"), datetime.now(UTC))
        asked = retry_after_ms(page.headers.get("retry-after", ""), now)
        latency = response.meta.get("download_latency", 0.0)
        self._metrics.fetched(latency, again=lease.last is not None)
        parsed = self._read(lease, page)
        blocked = parsed.outcome is Outcome.BLOCKED and not comes_again(page.status)
        await self._freed(lease, page.status, latency, asked, blocked=blocked)
        self._told(page, parsed)
        if comes_again(page.status):
            await self._try_again(lease, asked, parsed.reason, answered=True)
            return
        self._tally.read(page, parsed)
        if not await self.publisher.publish(Reading(lease, page, parsed)):
            self._metrics.refused()
        self.supply.forget([lease])

    async def _failed(self, lease: Lease, failure: Failure) -> None:
        error, source = failure.value, lease.request.source
        if isinstance(error, Late | Closed | Transient):
            await self._waits(lease, error)
        elif isinstance(error, Permanent):
            await self._end(lease, str(error))  # refused on our side: its host is not to blame
        elif isinstance(error, ProspektError):
            raise error
        elif isinstance(error, IgnoreRequest | DownloadCancelledError):
            if not isinstance(error, Forbidden):
                await self._freed(lease, _OK, 0.0, None)  # it did answer, with far too much
            await self._end(lease, str(error))
        else:
            self._metrics.failed(source)
            said = failure.getErrorMessage() or type(error).__name__
            self._remarks(f"{source}: no answer: {said}", f"({lease.request.url})")
            await self._freed(lease, None, 0.0, None)
            await self._try_again(lease, None, f"no answer: {said}", answered=False)

    async def _waits(self, lease: Lease, error: Late | Closed | Transient) -> None:
        """Not asked for this time, and no fault of the page's until its host stays closed."""
        if isinstance(error, Late):
            await self._settling.give_back(lease)
            return
        self._remarks(f"{lease.request.source}: {error}")
        if isinstance(error, Transient):  # of the frontier: a source's own is NoAnswer, and counted
            await self._settling.give_back(lease, retry_delay_ms(lease.attempt, None))
        elif error.failures > PATIENCE:
            await self._try_again(lease, None, str(error), answered=False)
        else:
            await self._settling.give_back(lease)

    async def _end(self, lease: Lease, reason: str) -> None:
        source = lease.request.source
        self._metrics.read(source, Outcome.BLOCKED)
        self._tally.refused(lease.request, reason, self._clock())
        self._remarks(f"{source}: not fetched: {reason}", f"({lease.request.url})")
        await self._settling.finish(Finished(lease=lease, complete=False))

    async def _freed(
        self,
        lease: Lease,
        status: int | None,
        latency: float,
        asked: int | None,
        *,
        blocked: bool = False,
    ) -> None:
        answer = Answered(
            lease=lease,
            status=status,
            latency_ms=round(latency * 1000),
            retry_after_ms=asked,
            blocked=blocked,
        )
        await self._settling.answered(answer)
        if refused(status, blocked=blocked):
            self._metrics.rests(lease.request.source)
            for waiting in self.supply.call_off(lease.request.host):
                await self._settling.give_back(waiting)

    async def _try_again(
        self, lease: Lease, asked: int | None, reason: str, *, answered: bool
    ) -> None:
        """Soon, while it has attempts; a page that has none left is visited again much later."""
        request, now = lease.request, self._clock()
        if lease.attempt >= MOST_ATTEMPTS:
            self._tally.refused(request, reason, now)
        else:
            self._tally.again(request, reason, now, blocked=answered)
        if lease.request.role is Role.DETAIL and lease.attempt >= MOST_ATTEMPTS:
            again = recrawl.after_trouble(lease.last)
            await self._settling.finish(Finished(lease=lease, complete=False, again=again))
        else:
            await self._settling.give_back(lease, retry_delay_ms(lease.attempt, asked), failed=True)

    def _read(self, lease: Lease, page: Page) -> Parsed:
        if comes_again(page.status):
            return Parsed(outcome=Outcome.BLOCKED, reason=f"HTTP {page.status}")
        if lease.last is not None and recrawl.unchanged(lease.last, page):
            return recrawl.as_before(lease.last)
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
