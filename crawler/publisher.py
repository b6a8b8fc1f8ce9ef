"""The group commit of the crawl: blobs, then the log, and only then the frontier.

A page is forgotten by the frontier when everything it told is durable in the log. Whatever dies
in between leaves a lease that expires and a page that is fetched again.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Final, Protocol, TypeVar

from msgspec import Struct

from contracts.errors import Transient
from contracts.frontier import Finished, Lease
from contracts.records import Outcome, Page, Parsed
from crawler.events import entries, sweep_entry
from crawler.ports import BlobWriter, LogWriter, Outcomes, Sweeps
from crawler.recrawl import next_visit
from crawler.schedule.sweeps import handed_on

BATCH: Final = 64
GATHER_SECONDS: Final = 0.05
SWEEPS_EVERY: Final = 1.0
FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 5.0
_WHOLE: Final = frozenset({Outcome.OK, Outcome.EMPTY, Outcome.UNCHANGED})

T = TypeVar("T")

log = logging.getLogger(__name__)


class Books(Outcomes, Sweeps, Protocol):
    """The frontier, as the publisher uses it."""


class Unpublished(Exception):  # noqa: N818 - says what became of the page
    """The crawl ends before this page is durable: its lease goes back."""


class Reading(Struct, frozen=True):
    """A leased page and what its source made of it."""

    lease: Lease
    page: Page
    parsed: Parsed

    @property
    def kept(self) -> str:
        """The blob of an earlier visit that holds its body; "": none does."""
        last = self.lease.last
        return last.content if last and self.parsed.outcome is Outcome.UNCHANGED else ""

    def finished(self, blob: str) -> Finished:
        request = self.lease.request
        return Finished(
            lease=self.lease,
            complete=self.parsed.outcome in _WHOLE,
            follow=tuple(handed_on(request, link) for link in self.parsed.follow),
            again=next_visit(self.lease, self.page, self.parsed, blob),
        )


class Publisher:
    """`sleep` waits before a repetition; it may raise `Unpublished` when the crawl must end."""

    def __init__(
        self,
        blobs: BlobWriter,
        events: LogWriter,
        frontier: Books,
        *,
        thread: Executor,
        fail: Callable[[Exception], None],
        sleep: Callable[[float], None],
    ) -> None:
        self._blobs = blobs
        self._events = events
        self._frontier = frontier
        self._thread = thread
        self._fail = fail
        self._sleep = sleep
        self._pending: list[tuple[Reading, asyncio.Future[bool]]] = []
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._broken = False

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def publish(self, done: Reading) -> bool:
        """Return when it is durable and acked; False when the lease had been lost."""
        if self._broken:
            raise Unpublished
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._pending.append((done, future))
        self._arrived.set()
        return await future

    async def stop(self) -> None:
        """End, with the last sweeps told. Nobody waits for a page any more."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if not self._broken:
            await self._in_thread(self._tell_sweeps)

    async def _run(self) -> None:
        """Work until cancelled; a fault that does not pass goes to the main, which ends."""
        try:
            while True:
                await self._round()
        except Unpublished:
            self._break()
        except Exception as error:  # noqa: BLE001 - as the docstring says
            self._break()
            self._fail(error)

    def _break(self) -> None:
        """Let go of those who wait for what will not come."""
        self._broken = True
        for _, future in self._pending:
            if not future.done():
                future.set_exception(Unpublished())
        self._pending.clear()

    async def _round(self) -> None:
        try:
            await asyncio.wait_for(self._arrived.wait(), SWEEPS_EVERY)
        except TimeoutError:
            await self._in_thread(self._tell_sweeps)
            return
        if len(self._pending) < BATCH:
            await asyncio.sleep(GATHER_SECONDS)
        batch = self._pending[:BATCH]
        acked = await self._in_thread(lambda: self._commit([done for done, _ in batch]))
        del self._pending[: len(batch)]
        if not self._pending:
            self._arrived.clear()
        for (_, future), was_acked in zip(batch, acked, strict=True):
            if not future.done():
                future.set_result(was_acked)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _patient(self, step: Callable[[], T]) -> T:
        """Repeat what may succeed later; what was done before it is not done again."""
        pause = FIRST_PAUSE
        while True:
            try:
                return step()
            except Transient as error:
                wait = min(error.retry_after or pause, LONGEST_PAUSE)
                log.warning("publishing: %s; again in %.1f s", error, wait)
                self._sleep(wait)
                pause *= 2

    def _commit(self, batch: list[Reading]) -> list[bool]:
        refs = self._patient(lambda: self._refs(batch))
        told = [
            entry
            for done, ref in zip(batch, refs, strict=True)
            for entry in entries(done.page, done.parsed, ref)
        ]
        self._patient(lambda: self._events.append(told))
        finished = [done.finished(ref) for done, ref in zip(batch, refs, strict=True)]
        acked = self._patient(lambda: self._frontier.ack(finished))
        self._tell_sweeps()
        return acked

    def _refs(self, batch: list[Reading]) -> list[str]:
        """Keep the bodies that no earlier visit kept; return where each is."""
        new = iter(self._blobs.put([done.page.body for done in batch if not done.kept]))
        return [done.kept or next(new) for done in batch]

    def _tell_sweeps(self) -> None:
        """Tell the ends of walks; all sightings of a walk are in the log before its end."""
        ended = self._patient(self._frontier.ended_sweeps)
        if ended:
            self._patient(lambda: self._events.append([sweep_entry(end) for end in ended]))
            told = [end.sweep.id for end in ended]
            self._patient(lambda: self._frontier.confirm_sweeps(told))
