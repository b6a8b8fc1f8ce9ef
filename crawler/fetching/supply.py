"""Leases ahead of need: claimed in batches in a thread, handed out when their slot comes.

A pop never waits for the frontier. Every lease is kept alive by a heartbeat until it is acked or
given back; how many are held at once is bounded, so a slow log slows the crawl down.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Executor
from contextlib import suppress
from functools import partial
from typing import Final, TypeVar

from msgspec.structs import replace

from contracts.errors import ProspektError, Transient
from contracts.frontier import Lease
from crawler.ports import Leases

BATCH: Final = 32
FIRST_PAUSE: Final = 0.02
LONGEST_PAUSE: Final = 0.5
BEATS_PER_LEASE: Final = 3
EGRESS: Final = "direct"
STOP_SECONDS: Final = 1.0

T = TypeVar("T")
Hand = Callable[[Lease], None]
log = logging.getLogger(__name__)


class Supply:
    def __init__(
        self,
        frontier: Leases,
        worker: str,
        *,
        most_held: int,
        lease_ms: int,
        thread: Executor,
        fail: Callable[[Exception], None],
    ) -> None:
        self._frontier = frontier
        self._worker = worker
        self._most_held = most_held
        self._beat_seconds = lease_ms / 1000 / BEATS_PER_LEASE
        self._thread = thread
        self._fail = fail
        self._held: dict[int, Lease] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._room = asyncio.Event()
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False
        self._failed = False

    @property
    def held(self) -> int:
        return len(self._held)

    def holds(self, lease: Lease) -> bool:
        return self._held.get(lease.fingerprint) == lease

    def start(self, hand: Hand) -> None:
        loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(self._guarded(self._claim(hand))),
            loop.create_task(self._guarded(self._beat())),
        ]

    def forget(self, leases: Iterable[Lease]) -> None:
        """They are acked, given back or lost."""
        for lease in leases:
            if self.holds(lease):
                del self._held[lease.fingerprint]
        self._room.set()
        self._news.set()

    def call_off(self, host: str) -> list[Lease]:
        """Hand out none of a host that rests whose turn is still to come; return them."""
        waiting = [self._held[each] for each in self._timers if each in self._held]
        called_off = [lease for lease in waiting if lease.request.host == host]
        for lease in called_off:
            self._timers.pop(lease.fingerprint).cancel()
        return called_off

    def pause(self, *, failed: bool = False) -> None:
        """Hand out nothing more. `failed`: what is held counts an attempt, for it may be why."""
        self._stopping = True
        self._failed = self._failed or failed
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._room.set()
        self._news.set()

    async def stop(self) -> None:
        """Give back whatever is still held, with what a claim under way may bring yet."""
        self.pause()
        if self._tasks:
            claim, beat = self._tasks
            beat.cancel()
            await asyncio.wait([claim], timeout=STOP_SECONDS)
            claim.cancel()
            await asyncio.gather(claim, beat, return_exceptions=True)
        await asyncio.get_running_loop().run_in_executor(self._thread, self.give_back)

    def give_back(self) -> None:
        """At the end, in any thread: what cannot be given back runs out by itself."""
        rest = list(self._held.values())
        self._held.clear()
        if not rest:
            return
        try:
            self._frontier.release(rest, failed=self._failed)
        except ProspektError as error:
            log.warning(
                "%d leases could not be given back, they will run out: %s", len(rest), error
            )

    async def _guarded(self, work: Coroutine[None, None, None]) -> None:
        """Hand a fault that does not pass to the main, which says it and ends."""
        try:
            await work
        except Exception as error:  # noqa: BLE001 - as the docstring says
            self._fail(error)

    async def _call(self, work: Callable[[], T]) -> T:
        """Run it in the frontier's thread, again and again while the fault may pass."""
        pause = FIRST_PAUSE
        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._thread, work)
            except Transient as error:
                pause = min(2 * pause, LONGEST_PAUSE)
                log.warning("frontier: %s; again in %.1f s", error, pause)
                await asyncio.sleep(pause)

    async def _claim(self, hand: Hand) -> None:
        pause = FIRST_PAUSE
        while not self._stopping:
            room = self._most_held - len(self._held)
            if room <= 0:
                self._room.clear()
                await self._room.wait()
                continue
            wanted = min(room, BATCH)
            leases = await self._call(partial(self._frontier.claim, self._worker, EGRESS, wanted))
            for lease in leases:
                self._take(_counted(lease), hand)
            pause = FIRST_PAUSE if leases else min(2 * pause, LONGEST_PAUSE)
            if len(leases) < wanted:
                await self._until_news(pause)

    async def _until_news(self, pause: float) -> None:
        """Ask again soon where a page has just ended, for it may have shown links."""
        await asyncio.sleep(FIRST_PAUSE)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), pause - FIRST_PAUSE)
        self._news.clear()

    def _take(self, lease: Lease, hand: Hand) -> None:
        self._held[lease.fingerprint] = lease
        if not self._stopping:
            later = asyncio.get_running_loop().call_later(
                lease.start_in / 1000, self._due, lease, hand
            )
            self._timers[lease.fingerprint] = later

    def _due(self, lease: Lease, hand: Hand) -> None:
        self._timers.pop(lease.fingerprint, None)
        hand(lease)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._beat_seconds)
            leases = list(self._held.values())
            if leases:
                kept = await self._call(partial(self._frontier.extend, leases))
                # An ack of a lost lease would be refused; whoever took it over does the work.
                self.forget(
                    lease for lease, is_kept in zip(leases, kept, strict=True) if not is_kept
                )


def _counted(lease: Lease) -> Lease:
    """A later visit is no page of the run that found it."""
    if lease.last is None or not lease.request.run:
        return lease
    return replace(lease, request=replace(lease.request, run=0))
