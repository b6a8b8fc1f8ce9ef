"""Replays and dead letters, in process."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from contracts.clock import Clock
from contracts.events import DeadLetter
from contracts.names import PAGES_RAW
from crawler.reparse import reparse
from crawler.source import Source
from stream.dead_letters import DeadLetters, SentBack, Wanted
from stream.ports import Blobs, LogHistory, LogWriter
from stream.replay import Replay


class Log(LogHistory, LogWriter, Protocol):
    """Both sides of the log."""


class LocalRepairs:
    def __init__(
        self,
        *,
        log: Log,
        blobs: Blobs,
        sources: Mapping[str, Source],
        replay: Replay,
        clock: Clock,
    ) -> None:
        self._log = log
        self._blobs = blobs
        self._sources = sources
        self._replay = replay
        self._letters = DeadLetters(log, log, blobs, now=clock)

    def letters(self, wanted: Wanted) -> list[DeadLetter]:
        return self._letters.find(wanted)

    def letter(self, name: str) -> tuple[DeadLetter, bytes | None]:
        return self._letters.show(name)

    def replay_letters(self, ids: Iterable[str]) -> SentBack:
        return self._letters.replay(ids)

    def replay(self, since: datetime, report: Callable[[int], None]) -> tuple[int, int]:
        done = self._replay.run(since, report)
        refused = sum(done.reasons.values())
        return done.read - refused, refused

    def reparse(self, since: datetime, report: Callable[[int], None]) -> int:
        pages = self._log.read(PAGES_RAW, since=since)
        return reparse(pages, self._blobs, self._sources, self._log, report)
