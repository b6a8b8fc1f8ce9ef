"""The rules of hosts, shared: one worker of the cluster reads a robots.txt, all obey it."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import Final, TypeVar

from contracts.frontier import Robots, RobotsState
from crawler.fetching.robots import KEPT_MS, Closed, Fetch, Late, Rules, closed_ms, read_text, rules
from crawler.ports import RobotsBook

KEPT_SECONDS: Final = 600.0
"""So long a process trusts what it has parsed, then it looks into the book again."""
MOST_KNOWN: Final = 1_000
"""Origins whose rules a process holds; the one it parsed first is looked up again."""
LOOK_SECONDS: Final = 0.2

T = TypeVar("T")


class Rulebook:
    """Requests of one origin share one look; whoever waited for a reading has lost its turn.

    That keeps the pace: robots.txt is fetched in a page's reserved slot, and pages that waited
    for it would otherwise start together.
    """

    def __init__(self, book: RobotsBook, thread: Executor) -> None:
        self._book = book
        self._thread = thread
        self._known: dict[str, tuple[float, Rules]] = {}
        self._looks: dict[str, asyncio.Task[Rules]] = {}

    def knows(self, origin: str) -> bool:
        return time.monotonic() < self._known.get(origin, (0.0, None))[0]

    async def rules(self, origin: str, fetch: Fetch) -> Rules:
        """Raise Closed where they cannot be read, Late where the caller's turn is over."""
        until, found = self._known.get(origin, (0.0, None))
        if found is not None and time.monotonic() < until:
            return found
        if origin not in self._looks:
            look = asyncio.get_running_loop().create_task(self._look(origin, fetch))
            self._looks[origin] = look
            look.add_done_callback(lambda _: self._looks.pop(origin))
        return await asyncio.shield(self._looks[origin])

    async def _look(self, origin: str, fetch: Fetch) -> Rules:
        found = await self._in_thread(partial(self._book.robots, origin))
        if found.state is RobotsState.RULES:
            return self._keep(origin, found.text)
        if found.state is RobotsState.YOURS:
            await self._read(origin, fetch, found.failures)
            raise Late
        if found.state is RobotsState.WAIT:
            await self._wait(origin)
            raise Late
        raise Closed(origin, found.failures)

    async def _read(self, origin: str, fetch: Fetch, failures: int) -> None:
        text = await read_text(origin, fetch)
        if text is None:
            tell = partial(self._tell, origin, None, 0, closed_ms(failures))
        else:
            delay_ms = self._keep(origin, text).delay_ms
            tell = partial(self._tell, origin, text, delay_ms, KEPT_MS)
        await self._in_thread(tell)
        if text is None:
            raise Closed(origin, failures + 1)

    def _tell(self, origin: str, text: bytes | None, delay_ms: int, keep_ms: int) -> None:
        self._book.tell_robots(origin, text, delay_ms=delay_ms, keep_ms=keep_ms)

    async def _wait(self, origin: str) -> None:
        """Until the other worker has told, or lost its turn."""
        found: Robots | None = None
        while found is None or found.state is RobotsState.WAIT:
            await asyncio.sleep(LOOK_SECONDS)
            found = await self._in_thread(partial(self._book.robots, origin))

    def _keep(self, origin: str, text: bytes) -> Rules:
        found = rules(text)
        self._known.pop(origin, None)
        self._known[origin] = (time.monotonic() + KEPT_SECONDS, found)
        if len(self._known) > MOST_KNOWN:
            del self._known[next(iter(self._known))]
        return found

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
