"""The frontier as Scrapy's scheduler.

Scrapy asks `next_request` whenever it has room; leases that are due wait here for that. They get
here by `engine.crawl`, Scrapy's own way to take a request and wake up.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Final, Protocol, runtime_checkable

from scrapy import Request as ScrapyRequest
from scrapy import Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred

from contracts.errors import Misconfigured, Permanent
from contracts.frontier import Lease
from crawler.fetching.supply import Supply
from crawler.publisher import Publisher

LEASE: Final = "prospekt_lease"


@runtime_checkable
class LeaseSpider(Protocol):
    """A spider that fetches what leases are for, and brings the parts that go with it."""

    supply: Supply
    publisher: Publisher

    def to_fetch(self, lease: Lease) -> ScrapyRequest: ...

    def wants(self, lease: Lease) -> bool: ...

    async def refuse(self, lease: Lease, reason: str) -> None: ...

    async def let_rest(self, lease: Lease) -> None: ...


class FrontierScheduler(BaseScheduler):
    def __init__(self, crawler: Crawler, spider: LeaseSpider) -> None:
        self._crawler = crawler
        self._spider = spider
        self._due: deque[ScrapyRequest] = deque()
        self._ends: set[asyncio.Task[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "FrontierScheduler":
        spider: object = crawler.spider
        if not isinstance(spider, LeaseSpider):
            msg = f"{type(spider).__name__} cannot take leases; use FrontierSpider"
            raise Misconfigured(msg)
        return cls(crawler, spider)

    def open(self, spider: Spider) -> None:  # noqa: ARG002 - Scrapy's signature
        self._spider.publisher.start()
        self._spider.supply.start(self._hand)

    def close(self, reason: str) -> Deferred[None]:  # noqa: ARG002 - as above
        """Everything in flight has been acked by now; the rest goes back."""
        self._due.clear()
        return Deferred.fromFuture(asyncio.ensure_future(self._close()))

    def has_pending_requests(self) -> bool:
        """There is always more, until somebody stops the crawl."""
        return True

    def enqueue_request(self, request: ScrapyRequest) -> bool:
        if LEASE not in request.meta:
            return False
        self._due.append(request)
        return True

    def next_request(self) -> ScrapyRequest | None:
        """Leases that were lost while they waited here are another worker's now."""
        while self._due:
            request = self._due.popleft()
            if self._spider.supply.holds(request.meta[LEASE]):
                return request
        return None

    def _hand(self, lease: Lease) -> None:
        if not self._spider.wants(lease):
            self._end(self._spider.let_rest(lease))
            return
        try:
            request = self._spider.to_fetch(lease)
        except (ValueError, Permanent) as error:
            self._end(self._spider.refuse(lease, str(error)))
        else:
            self._crawler.engine.crawl(request)

    def _end(self, work: Coroutine[None, None, None]) -> None:
        end = asyncio.get_running_loop().create_task(work)
        self._ends.add(end)
        end.add_done_callback(self._ends.discard)

    async def _close(self) -> None:
        await asyncio.gather(*self._ends)
        await self._spider.supply.stop()
        await self._spider.publisher.stop()
