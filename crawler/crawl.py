"""One crawling process: its parts put together, supervised, and brought to a clean end."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final, Protocol

from msgspec import Struct
from scrapy.crawler import AsyncCrawlerProcess

from contracts.clock import Clock
from contracts.errors import ProspektError, Transient
from contracts.frontier import Kind
from crawler.fetching.downloads import Reach
from crawler.fetching.scrapy_settings import scrapy_settings
from crawler.fetching.spider import FrontierSpider, Parts
from crawler.fetching.supply import Supply
from crawler.metrics import Metrics
from crawler.ports import BlobWriter, Fetcher, Frontier, LogWriter
from crawler.publisher import Publisher, Unpublished
from crawler.schedule.followed import Followed
from crawler.schedule.health import HealthBook, Healths
from crawler.schedule.plan import STANDS_SECONDS, Leader, Plan, Runs, Watches
from crawler.schedule.seeding import seed
from crawler.schedule.standstill import Standstill
from crawler.schedule.tally import Tally, drain, hand_over
from crawler.settings import CrawlerSettings
from crawler.sources.catalogue import Catalogue

LOOK_SECONDS: Final = 0.2
PLAN_EVERY: Final = 10
"""Looks between two looks at the watches."""
GRACE_SECONDS: Final = 5.0
"""For what is in flight when the end is asked for."""
SCHEDULER: Final = "scheduler"
"""What one of several crawlers leads in."""
LEAD_SECONDS: Final = 15.0
MOST_HELD: Final = 2
"""Leases for each page under way: one is fetched or published, one waits."""

log = logging.getLogger(__name__)


class Engines(Struct, frozen=True, kw_only=True):
    """What the main has picked."""

    frontier: Frontier
    log: LogWriter
    blobs: BlobWriter
    watches: Watches
    runs: Runs
    leader: Leader
    health: HealthBook
    reach: Reach
    fetchers: Mapping[Kind, Fetcher]


class Stoppable(Protocol):
    def stop(self) -> None: ...


class Crawl:
    def __init__(
        self,
        engines: Engines,
        catalogue: Catalogue,
        settings: CrawlerSettings,
        now: Clock,
    ) -> None:
        self._engines = engines
        self._catalogue = catalogue
        self._now = now
        self._worker = settings.worker_name
        self._followed = Followed(engines.watches)
        self._fault: Exception | None = None
        self._stopping = False
        self._given_up = threading.Event()
        self._metrics = Metrics()
        if settings.metrics_port:
            self._metrics.serve(settings.metrics_port)
        self._tally = Tally()
        self._healths = Healths(engines.health, engines.log)
        self._plan = Plan(
            engines.watches,
            engines.runs,
            engines.frontier.ledger,
            lambda watch, at, run: seed(
                watch, catalogue.sources, catalogue.policies, engines.frontier, at, run
            ),
            self._healths.note_run,
            Standstill(STANDS_SECONDS, time.monotonic),
        )
        self._books = ThreadPoolExecutor(1, "frontier")
        self._writer = ThreadPoolExecutor(1, "publisher")
        self._supply = Supply(
            engines.frontier,
            settings.worker_name,
            most_held=MOST_HELD * settings.concurrency,
            lease_ms=settings.lease_ms,
            thread=self._books,
            fail=self.fail,
        )
        self._publisher = Publisher(
            engines.blobs,
            engines.log,
            engines.frontier,
            thread=self._writer,
            fail=self.fail,
            sleep=self._sleep,
        )
        self._process = AsyncCrawlerProcess(scrapy_settings(settings.concurrency))
        self._loop = asyncio.get_event_loop()

    def run(self, *, until_idle: bool) -> None:
        """Crawl until stopped, or until nothing is left; raise the fault that ended it."""
        logging.getLogger("scrapy").setLevel(logging.ERROR)
        parts = Parts(
            frontier=self._engines.frontier,
            followed=self._followed,
            sources=self._catalogue.sources,
            supply=self._supply,
            publisher=self._publisher,
            thread=self._books,
            clock=self._now,
            metrics=self._metrics,
            tally=self._tally,
            fail=self.fail,
            reach=self._engines.reach,
            fetchers=self._engines.fetchers,
        )
        crawling = self._process.crawl(FrontierSpider, parts=parts)
        looking = self._loop.create_task(self._look(until_idle=until_idle))
        self._process.start(install_signal_handlers=False)
        looking.cancel()
        self._given_up.set()
        self._writer.shutdown()
        self._books.shutdown()
        self._supply.give_back()
        self._leave()
        if self._fault is not None:
            raise self._fault
        if crawling.done():
            crawling.result()  # raises what kept Scrapy from starting

    def _leave(self) -> None:
        """Tell what is left to tell, and let another one lead at once."""
        try:
            self._hand_over(self._now())
            self._engines.leader.resign(SCHEDULER, self._worker)
        except ProspektError as error:
            log.warning("the last pages are not counted: %s", error)

    def fail(self, error: Exception) -> None:
        """End because of a fault; called in the loop's thread. The first fault is the reason."""
        if self._fault is None:
            self._fault = error
            ours = not isinstance(error, ProspektError)
            if ours:
                log.error("a fault of the crawler itself", exc_info=error)
            self._supply.pause(failed=ours)
            self.stop()

    def stop(self) -> None:
        """Claim no more, finish what is in flight if it takes not too long, give back the rest."""
        if not self._stopping:
            self._stopping = True
            self._supply.pause()
            self._loop.create_task(self._process.stop())
            self._loop.call_later(GRACE_SECONDS, self._give_up)

    def _give_up(self) -> None:
        """Wait no longer: what is not durable by now goes back."""
        log.warning("some pages take too long; they are given back")
        self._given_up.set()
        _reactor().stop()

    def _sleep(self, seconds: float) -> None:
        if self._given_up.wait(seconds):
            raise Unpublished

    async def _look(self, *, until_idle: bool) -> None:
        """Follow the plan, or see whether all is done."""
        looks = 0
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                if looks % PLAN_EVERY == 0:
                    await self._in_books(lambda: self._follow_plan(begins=not until_idle))
                if until_idle and self._supply.held == 0 and await self._in_books(self._idle):
                    await self._in_books(lambda: self._follow_plan(begins=False))
                    self.stop()
                    return
            except Transient as error:
                log.warning("looking after the watches: %s; looking again", error)
            except Exception as error:  # noqa: BLE001 - a fault that does not pass ends the crawl
                self.fail(error)
                return
            looks += 1

    async def _in_books(self, work: Callable[[], bool]) -> bool:
        return await self._loop.run_in_executor(self._books, work)

    def _follow_plan(self, *, begins: bool) -> bool:
        """Begin what is due, if nobody else does, and book what has ended."""
        self._followed.look()
        now = self._now()
        self._hand_over(now)
        self._catalogue.refresh()
        leads = begins and self._engines.leader.lead(SCHEDULER, self._worker, LEAD_SECONDS)
        if leads or not begins:
            self._plan.tick(now, begins=leads)
        return True

    def _hand_over(self, now: datetime) -> None:
        """Tell the books what this process's pages were like; what fails is told again later."""
        gathered = self._tally.take()
        try:
            hand_over(gathered, self._engines.runs, now)
            drain(gathered.seen, self._healths.note)
            self._healths.show(self._metrics)
        except ProspektError:
            self._tally.put_back(gathered)
            raise

    def _idle(self) -> bool:
        frontier = self._engines.frontier
        return frontier.ledger().outstanding == 0 and not frontier.ended_sweeps()


def _reactor() -> Stoppable:
    """Scrapy has installed it by now; importing it earlier would install another one."""
    from twisted.internet import reactor  # noqa: PLC0415 - as the docstring says

    found: Stoppable = reactor
    return found
