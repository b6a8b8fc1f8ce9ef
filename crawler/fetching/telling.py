"""Answers told to the frontier in batches: one step for all that came within a moment."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Final

from contracts.frontier import Answered
from crawler.ports import Outcomes

GATHER_SECONDS: Final = 0.01


class Telling:
    """Each host's slot is free again when its `tell` returns; the page may then be forgotten."""

    def __init__(self, frontier: Outcomes, thread: Executor) -> None:
        self._frontier = frontier
        self._thread = thread
        self._pending: list[Answered] = []
        self._round: asyncio.Task[None] | None = None

    async def tell(self, answer: Answered) -> None:
        """Raise what the frontier raised, to all that were told together."""
        self._pending.append(answer)
        if self._round is None:
            self._round = asyncio.get_running_loop().create_task(self._told())
        await asyncio.shield(self._round)

    async def _told(self) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        batch, self._pending, self._round = self._pending, [], None
        await asyncio.get_running_loop().run_in_executor(self._thread, self._fetched, batch)

    def _fetched(self, batch: Sequence[Answered]) -> None:
        self._frontier.fetched(batch)
