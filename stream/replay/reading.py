"""A group of the log is read up to a mark, by one process, from where the last one stopped."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, Protocol

from contracts.errors import ProspektError
from contracts.log import Message, Partition
from stream.delivery import positions
from stream.patience import Patience
from stream.ports import LogPlaces, LogReaders
from stream.replay.book import within

MEMBER: Final = "replay"
"""One name for all: a process that comes after a killed one takes up at once."""
SESSION_SECONDS: Final = 60.0
POLL_SECONDS: Final = 0.5

Count = Callable[[int, int], None]
"""Hears how many of how many are done."""


class Log(LogPlaces, LogReaders, Protocol):
    """A log that tells where groups are."""


class Reading:
    def __init__(self, log: Log, patience: Patience, *, batch: int) -> None:
        self._log = log
        self._patience = patience
        self._batch = batch

    def mark(self, topics: Sequence[str]) -> dict[Partition, int]:
        """Where these topics end now."""
        return self._patience("log", lambda: within(self._log.ends(), topics))

    def passed(self, group: str, topics: Sequence[str], mark: Mapping[Partition, int]) -> bool:
        return not _left(mark, self.reached(group, topics))

    def reached(self, group: str, topics: Sequence[str]) -> dict[Partition, int]:
        """Where a group is at least: the ends are read first, so it is never told too far."""
        ends = self.mark(topics)
        lag = self._patience("log", lambda: self._log.lag(group, topics))
        return {each: end - lag.get(each, 0) for each, end in ends.items()}

    def up_to(
        self,
        mark: Mapping[Partition, int],
        group: str,
        topics: Sequence[str],
        take: Callable[[Sequence[Message]], None],
        count: Count,
    ) -> None:
        """Take what lies before the mark, and what is read along with it."""
        reader = self._log.reader(group, topics, member=MEMBER, session_s=SESSION_SECONDS)
        try:
            reached = self.reached(group, topics)
            total = _left(mark, reached)
            while left := _left(mark, reached):
                count(total - left, total)
                messages = self._patience("log", lambda: reader.poll(self._batch, POLL_SECONDS))
                if not messages:
                    continue
                take(messages)
                done = positions(messages)
                self._patience("log", partial(reader.commit, done))
                reached |= done
            count(total, total)
        finally:
            with suppress(ProspektError):
                reader.close()


def _left(mark: Mapping[Partition, int], reached: Mapping[Partition, int]) -> int:
    return sum(max(0, end - reached.get(each, 0)) for each, end in mark.items())
