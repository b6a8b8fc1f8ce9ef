"""What the frontier is told of a lease whose answer came, or never will."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial

from contracts.errors import Transient
from contracts.frontier import Answered, Finished, Lease
from crawler.fetching.supply import Supply
from crawler.fetching.telling import Telling
from crawler.ports import Frontier
from crawler.remarks import Remarks


class Settling:
    """A fault of the frontier that passes is met by the lease's end."""

    def __init__(
        self, frontier: Frontier, thread: Executor, supply: Supply, remarks: Remarks
    ) -> None:
        self._frontier = frontier
        self._thread = thread
        self._supply = supply
        self._remarks = remarks
        self._telling = Telling(frontier, thread)

    async def answered(self, answer: Answered) -> None:
        """Free its host's slot."""
        with self._patience():
            await self._telling.tell(answer)

    async def give_back(self, lease: Lease, delay_ms: int = 0, *, failed: bool = False) -> None:
        """To be tried again later; the frontier counts the attempts that failed."""
        await self._book(partial(self._frontier.release, [lease], delay_ms=delay_ms, failed=failed))
        self._supply.forget([lease])

    async def finish(self, finished: Finished) -> None:
        """Without anything for the log."""
        await self._book(partial(self._frontier.ack, [finished]))
        self._supply.forget([finished.lease])

    async def _book(self, work: Callable[[], object]) -> None:
        """In the frontier's own thread."""
        with self._patience():
            await asyncio.get_running_loop().run_in_executor(self._thread, work)

    @contextmanager
    def _patience(self) -> Iterator[None]:
        try:
            yield
        except Transient as error:
            self._remarks(f"frontier: {error}; the lease will run out")
