"""The crawler's moving parts on engines in memory, in one event loop."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, TypeVar

from contracts.codec import decode
from contracts.config import KeptWatch
from contracts.events import Event
from contracts.frontier import (
    Answered,
    Finished,
    HostPolicy,
    Lease,
    Request,
    Robots,
    SweepEnd,
)
from contracts.records import Outcome, Page, Parsed
from crawler.fetching.downloads import Reach
from crawler.fetching.spider import FrontierSpider, Parts
from crawler.fetching.supply import Supply
from crawler.metrics import Metrics
from crawler.publisher import Publisher, Unpublished
from crawler.schedule.followed import Followed
from crawler.schedule.tally import Tally
from engines.net.credentials import Credentials
from engines.net.guard import Guards
from tests.builders import NOW, a_request
from tests.fakes.blobs import MemoryBlobs
from tests.fakes.frontier import MemoryFrontier
from tests.fakes.log import MemoryLog
from tests.unit.crawler.test_answers import Fixed

T = TypeVar("T")
NOWHERE = Reach(guards=Guards({}), credentials=Credentials({}))
"""But to the open internet."""
WIDE = HostPolicy(interval_ms=0, slots=1000)


class Frontier(MemoryFrontier):
    """The model for several threads, with faults that are raised first: by operation."""

    def __init__(self, **fields: Any) -> None:
        self.now = 0
        super().__init__(now_ms=lambda: self.now, **fields)
        self._lock = threading.Lock()
        self.faults: dict[str, list[Exception]] = {}
        self.calls: list[str] = []

    def _guarded(self, name: str, call: Callable[[], T]) -> T:
        with self._lock:
            self.calls.append(name)
            if self.faults.get(name):
                raise self.faults[name].pop(0)
            return call()

    def claim(self, worker: str, egress: str, limit: int) -> list[Lease]:
        return self._guarded("claim", lambda: super(Frontier, self).claim(worker, egress, limit))

    def extend(self, leases: Sequence[Lease]) -> list[bool]:
        return self._guarded("extend", lambda: super(Frontier, self).extend(leases))

    def release(
        self, leases: Sequence[Lease], *, delay_ms: int = 0, failed: bool = False
    ) -> list[bool]:
        def call() -> list[bool]:
            return super(Frontier, self).release(leases, delay_ms=delay_ms, failed=failed)

        return self._guarded("release", call)

    def fetched(self, answers: Sequence[Answered]) -> list[bool]:
        return self._guarded("fetched", lambda: super(Frontier, self).fetched(answers))

    def robots(self, origin: str, *, turn: bool = True) -> Robots:
        return self._guarded("robots", lambda: super(Frontier, self).robots(origin, turn=turn))

    def tell_robots(self, origin: str, text: bytes | None, *, delay_ms: int, keep_ms: int) -> None:
        def call() -> None:
            super(Frontier, self).tell_robots(origin, text, delay_ms=delay_ms, keep_ms=keep_ms)

        self._guarded("tell_robots", call)

    def ack(self, finished: Sequence[Finished]) -> list[bool]:
        return self._guarded("ack", lambda: super(Frontier, self).ack(finished))

    def ended_sweeps(self) -> list[SweepEnd]:
        return self._guarded("ended_sweeps", super().ended_sweeps)


class Rig:
    """Everything that a crawl has but Scrapy's engine; `failures` are what would end it."""

    def __init__(
        self,
        said: Parsed | Exception | None = None,
        thread: Executor | None = None,
        **fields: Any,
    ) -> None:
        self.frontier = Frontier(**fields)
        self.watches: list[KeptWatch] = []
        self.followed = Followed(self)
        self.log = MemoryLog()
        self.blobs = MemoryBlobs()
        self.metrics = Metrics()
        self.tally = Tally()
        self.failures: list[Exception] = []
        self.pauses: list[float] = []
        self.given_up = False
        self.thread = thread or ThreadPoolExecutor(1)
        self.supply = Supply(
            self.frontier,
            "worker",
            most_held=8,
            lease_ms=300,
            thread=self.thread,
            fail=self.failures.append,
        )
        self.publisher = Publisher(
            self.blobs,
            self.log,
            self.frontier,
            thread=ThreadPoolExecutor(1),
            fail=self.failures.append,
            sleep=self._sleep,
        )
        source = Fixed(said or Parsed(outcome=Outcome.EMPTY))
        self.spider = FrontierSpider(
            Parts(
                frontier=self.frontier,
                followed=self.followed,
                sources={"board": source},
                supply=self.supply,
                publisher=self.publisher,
                thread=self.thread,
                clock=lambda: NOW,
                metrics=self.metrics,
                tally=self.tally,
                fail=self.failures.append,
                reach=NOWHERE,
                fetchers={},
            )
        )

    def all(self) -> list[KeptWatch]:
        """Return the watches, as the config store does."""
        return self.watches

    def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if self.given_up:
            raise Unpublished

    def leases(self, *requests: Request) -> list[Lease]:
        """Queue and claim; one page of one host when none is named."""
        queued = requests or (a_request(),)
        for host in {request.host for request in queued}:
            self.frontier.configure_host(host, WIDE)
        self.frontier.push(queued)
        return self.frontier.claim("worker", "", len(queued))

    def events(self, topic: str) -> list[Event]:
        return [decode(message.value) for message in self.log.read(topic)]

    def count(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(f"prospekt_crawler_{name}", labels) or 0.0


def run(work: Callable[[], Awaitable[T]], *, within: float = 120.0) -> T:
    async def bounded() -> T:
        return await asyncio.wait_for(_as_coroutine(work), within)

    return asyncio.run(bounded())


async def _as_coroutine(work: Callable[[], Awaitable[T]]) -> T:
    return await work()


async def until(look: Callable[[], object], *, within: float = 60.0) -> None:
    """Let the loop turn until what is looked for is there."""
    deadline = asyncio.get_running_loop().time() + within
    while not look():
        assert asyncio.get_running_loop().time() < deadline, "did not come true"
        await asyncio.sleep(0.005)


def a_fetched(lease: Lease, body: bytes = b"x", **fields: Any) -> Page:
    return Page(
        **{
            "request": lease.request,
            "url": lease.request.url,
            "status": 200,
            "body": body,
            "fetched_at": NOW,
            **fields,
        }
    )
