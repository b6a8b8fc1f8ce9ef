"""The frontier as the scheduler of any Scrapy project: pops that never wait, and nothing lost.

A lease is acknowledged when its page is through the callback and the pipelines, and only after
the links it showed are in the frontier. Whatever dies in between is fetched again by another.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Final

from scrapy import Request as ScrapyRequest
from scrapy import Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.defer import Deferred

from contracts.errors import Permanent, ProspektError, Transient
from contracts.frontier import Answered, Finished, Lease, Request
from crawler.answers import retry_after_ms, sites_clock
from crawler.dropin.dupefilter import DupeFilter
from crawler.dropin.engine import Engine
from crawler.dropin.parts import Parts
from crawler.dropin.requests import kept, restored
from crawler.fetching.supply import Supply
from crawler.remarks import Remarks

FLUSH_SECONDS: Final = 0.02
LOOK_SECONDS: Final = 0.5
"""Between two looks at what other workers still hold, while there is nothing to do here."""
LONGEST_PAUSE: Final = 5.0

log = logging.getLogger(__name__)


class DropinScheduler(BaseScheduler):
    def __init__(self, crawler: Crawler, parts: Parts, told: DupeFilter) -> None:
        self._crawler = crawler
        self._engine = Engine(crawler)
        self._parts = parts
        self._told = told
        self._books = ThreadPoolExecutor(1, "frontier")
        self._supply = Supply(
            parts.frontier,
            parts.worker,
            most_held=parts.most_held,
            lease_ms=parts.lease_ms,
            thread=self._books,
            fail=self._fail,
        )
        self._remarks = Remarks(log.warning)
        self._due: deque[Lease] = deque()
        self._here: deque[ScrapyRequest] = deque()
        """Requests that are no plain data, so that no other process could make them again."""
        self._handed: dict[ScrapyRequest, Lease] = {}
        self._unread: dict[ScrapyRequest, Response | None] = {}
        self._links: list[Request] = []
        self._answers: list[Answered] = []
        self._broken: list[Lease] = []
        self._hosts: set[str] = set()
        self._outstanding = True
        self._task: asyncio.Task[None] | None = None

    # What Scrapy asks

    def open(self, spider: Spider) -> None:
        self._spider = spider
        if self._parts.flush:
            self._parts.frontier.clear()
        if getattr(spider, "redis_key", None) and hasattr(spider, "fetch_data"):
            spider.fetch_data = self._parts.starts.take
        connect = self._crawler.signals.connect
        connect(self._downloaded, signals.response_downloaded)
        connect(self._left, signals.request_left_downloader)
        self._task = asyncio.get_running_loop().create_task(self._run())
        self._supply.start(self._hand)

    def close(self, reason: str) -> Deferred[None]:
        return Deferred.fromFuture(asyncio.ensure_future(self._close(reason)))

    def has_pending_requests(self) -> bool:
        waiting = self._due or self._here or self._links or self._handed or self._supply.held
        return bool(waiting) or self._outstanding

    def enqueue_request(self, request: ScrapyRequest) -> bool:
        if not request.dont_filter and self._told.request_seen(request):
            self._count("dupefilter/filtered")
            return False
        print_ = self._crawler.request_fingerprinter.fingerprint(request)
        try:
            self._links.append(kept(request, self._spider, print_))
        except Permanent as error:
            self._remarks(f"kept in this process only, and lost with it: {error}")
            self._here.append(request)
        self._outstanding = True
        self._count("scheduler/enqueued/frontier")
        return True

    def next_request(self) -> ScrapyRequest | None:
        while self._due:
            lease = self._due.popleft()
            if self._supply.holds(lease) and (request := self._made(lease)):
                self._handed[request] = lease
                self._count("scheduler/dequeued/frontier")
                return request
        return self._here.popleft() if self._here else None

    def _made(self, lease: Lease) -> ScrapyRequest | None:
        try:
            return restored(lease.request, self._spider)
        except (ValueError, TypeError, AttributeError, ImportError) as error:
            self._remarks(f"cannot be made again: {error}", f"({lease.request.url})")
            self._broken.append(lease)
            return None

    def _count(self, name: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(name)

    # What the downloader tells

    def _downloaded(self, response: Response, request: ScrapyRequest) -> None:
        self._unread[request] = response

    def _left(self, request: ScrapyRequest) -> None:
        """It was really asked for: its host's pace depends on what came, if anything did."""
        response = self._unread.pop(request, None)
        lease = self._handed.get(request)
        if lease is not None:
            self._answers.append(_answered(lease, request, response))

    # What goes to the frontier

    def _hand(self, lease: Lease) -> None:
        self._due.append(lease)
        self._engine.wake()

    async def _run(self) -> None:
        try:
            looked = 0.0
            while True:
                await asyncio.sleep(FLUSH_SECONDS)
                worked = await self._flush()
                looked = 0.0 if worked else looked + FLUSH_SECONDS
                if looked >= LOOK_SECONDS:
                    looked = 0.0
                    await self._look()
        except Exception as error:  # noqa: BLE001 - a fault that does not pass ends the crawl
            self._fail(error)

    async def _flush(self) -> bool:
        """Links first, then the pages that showed them."""
        done = [
            (request, lease)
            for request, lease in self._handed.items()
            if self._engine.has_finished(request)
        ]
        for request, _ in done:
            del self._handed[request]
        links, self._links = self._links, []
        answers, self._answers = self._answers, []
        leases, self._broken = [*self._broken, *(lease for _, lease in done)], []
        made = self._parts.starts.made()
        if not (links or answers or leases or made):
            return False
        await self._patiently(partial(self._tell, answers, links, leases))
        if made:
            await self._patiently(partial(self._parts.starts.forget, made))
        self._supply.forget(leases)
        return True

    def _tell(self, answers: list[Answered], links: list[Request], done: list[Lease]) -> None:
        frontier = self._parts.frontier
        for host in {link.host for link in links} - self._hosts:
            frontier.configure_host(host, self._parts.policy)
            self._hosts.add(host)
        if answers:
            frontier.fetched(answers)
        if links:
            frontier.push(links)
        if done:
            frontier.ack([Finished(lease=lease) for lease in done])

    async def _look(self) -> None:
        """See whether anything is left, here or with other workers."""
        books = await asyncio.get_running_loop().run_in_executor(
            self._books, self._parts.frontier.ledger
        )
        if not self._links:
            self._outstanding = books.outstanding > 0
            self._engine.wake()

    async def _patiently(self, work: Callable[[], None]) -> None:
        """Repeat what may succeed later: each step of it can be done again."""
        pause = FLUSH_SECONDS
        while True:
            try:
                await asyncio.get_running_loop().run_in_executor(self._books, work)
            except Transient as error:
                pause = min(2 * pause, LONGEST_PAUSE)
                self._remarks(f"frontier: {error}; trying again")
                await asyncio.sleep(pause)
            else:
                return

    def _fail(self, error: Exception) -> None:
        log.error("the frontier failed: %s", error, exc_info=not isinstance(error, ProspektError))
        self._engine.end("frontier")

    async def _close(self, reason: str) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._due.clear()
        try:
            await self._flush()
            await self._flush()
        except ProspektError as error:
            log.warning("the last pages are not acknowledged, they will come again: %s", error)
        await self._supply.stop()
        if not self._parts.persist and reason == "finished":
            self._forget()
        self._books.shutdown()

    def _forget(self) -> None:
        """End as scrapy-redis does; what others still work on is not taken from them."""
        if self._parts.frontier.ledger().outstanding == 0:
            self._parts.frontier.clear()


def _answered(lease: Lease, request: ScrapyRequest, response: Response | None) -> Answered:
    latency = round(1000 * request.meta.get("download_latency", 0.0))
    if response is None:
        return Answered(lease=lease, status=None, latency_ms=latency)
    said = (response.headers.get(b"Retry-After") or b"").decode("latin-1")
    now = sites_clock(response.headers.get(b"Date"), datetime.now(UTC))
    return Answered(
        lease=lease,
        status=response.status,
        latency_ms=latency,
        retry_after_ms=retry_after_ms(said, now) if said else None,
    )
