"""Replays and dead letters, in process."""

import os
import socket
import time
from collections.abc import Callable, Iterable
from typing import Final

from console.answers import ReplayReport, ReplayStage
from contracts.clock import Clock
from contracts.events import DeadLetter, ReplayMoved
from stream.dead_letters import DeadLetters, SentBack, Wanted
from stream.outcome import REFUSED
from stream.ports import Blobs, Leader
from stream.replay import book
from stream.replay.leading import LETTERS, leading
from stream.replay.run import Replay
from stream.replay.run import Wanted as Replaying
from stream.replay.tools import Tools

_OURS: Final = (book.PAGES, book.EMBEDDED, book.ADDED)


class LocalRepairs:
    def __init__(
        self,
        *,
        tools: Tools,
        blobs: Blobs,
        leader: Leader,
        clock: Clock,
        say: Callable[[str], None],
    ) -> None:
        self._replay = Replay(tools, clock)
        self._leader = leader
        self._say = say
        self._letters = DeadLetters(tools.log, tools.log, blobs, now=clock)

    def letters(self, wanted: Wanted) -> list[DeadLetter]:
        return self._letters.find(wanted)

    def letter(self, name: str) -> tuple[DeadLetter, bytes | None]:
        return self._letters.show(name)

    def replay_letters(self, ids: Iterable[str]) -> SentBack:
        """One at a time: another one finds the marks of this one, and sends nothing twice."""
        with leading(self._leader, _holder(), name=LETTERS, say=self._say) as still:
            return self._letters.replay(ids, still)

    def replay(self, wanted: Replaying | None, report: ReplayStage) -> ReplayReport:
        began = time.monotonic()
        with leading(self._leader, _holder(), say=self._say) as still:
            there = self._replay.unfinished()
            done = self._replay.run(wanted, report, still)
        return _report(done, resumed=there is not None, seconds=time.monotonic() - began)

    def unfinished_replay(self) -> str:
        there = self._replay.unfinished()
        return f"{book.called(there)} is not ended ({there.stage})" if there else ""

    def abort_replay(self) -> str:
        with leading(self._leader, _holder(), say=self._say):
            dropped = self._replay.abort()
        return book.called(dropped) if dropped else ""


def _holder() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"


def _report(done: ReplayMoved, *, resumed: bool, seconds: float) -> ReplayReport:
    counts = done.outcomes
    return ReplayReport(
        name=done.name,
        since=done.since,
        resumed=resumed,
        pages=counts.get(book.PAGES, 0),
        outcomes={name: counts[name] for name in sorted(counts.keys() - set(_OURS))},
        embedded=counts.get(book.EMBEDDED, 0),
        added=counts.get(book.ADDED, 0),
        refused=counts.get(REFUSED, 0),
        reasons=done.reasons,
        seconds=round(seconds, 1),
    )
