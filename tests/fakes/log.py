"""The event log in memory: one partition a topic, everything kept."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from contracts.clock import Clock, system_clock
from contracts.log import Entry, Message, Partition


class MemoryLog:
    """Implements `LogWriter` and `LogHistory`; `faults` are raised first, one for each append."""

    def __init__(self, now: Clock = system_clock) -> None:
        self._now = now
        self._topics: dict[str, list[Message]] = {}
        self.faults: list[Exception] = []

    def append(self, entries: Sequence[Entry]) -> None:
        if self.faults:
            raise self.faults.pop(0)
        for entry in entries:
            kept = self._topics.setdefault(entry.topic, [])
            kept.append(
                Message(
                    partition=Partition(entry.topic, 0),
                    offset=len(kept),
                    key=entry.key,
                    value=entry.value,
                    at=self._now(),
                )
            )

    def read(self, topic: str, *, since: datetime | None = None) -> Iterator[Message]:
        for message in list(self._topics.get(topic, [])):
            if since is None or message.at >= since:
                yield message
