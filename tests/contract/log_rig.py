"""What the event log's contract tests run on: every engine, opened as often as a test likes.

A new engine joins the suite with one more entry in ENGINES: a function that child processes can
import, which opens the log that belongs to a folder.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from contracts.log import Entry, Message, Partition
from engines.embedded.log import SqliteLog
from stream.ports import Backlog, LogHistory, LogPlaces, LogReader, LogWriter
from tests.contract.kafka_rig import kafka
from tests.eventually import eventually

TOPIC = "postings.raw"
GROUP = "indexer"


class Log(LogWriter, Backlog, LogHistory, LogPlaces, Protocol):
    """All that a log engine does."""

    def reader(
        self, group: str, topics: Sequence[str], *, member: str, session_s: float = 10.0
    ) -> LogReader: ...

    def lag(self, group: str, topics: Sequence[str] | None = None) -> dict[Partition, int]: ...

    def trim(self, topic: str, before: datetime, *, force: bool = False) -> int: ...


Engine = Callable[[Path], AbstractContextManager[Log]]


@contextmanager
def sqlite(folder: Path) -> Iterator[Log]:
    with closing(SqliteLog(folder / "log.db")) as log:
        yield log


ENGINES: dict[str, Engine] = {"sqlite": sqlite, "kafka": kafka}


def entry(key: str, value: str = "", topic: str = TOPIC) -> Entry:
    return Entry(topic=topic, key=key, value=value.encode())


def entries(count: int, name: str = "e", topic: str = TOPIC) -> list[Entry]:
    """Of many keys, each with a value of its own."""
    return [entry(f"{name}{number}", f"{name}:{number}", topic) for number in range(count)]


def values(messages: Iterable[Message]) -> Counter[str]:
    return Counter(message.value.decode() for message in messages)


def after(messages: Iterable[Message]) -> dict[Partition, int]:
    """What to commit when all of these are done."""
    return {message.partition: message.offset + 1 for message in messages}


def drain(reader: LogReader, *, limit: int = 100, commit: bool = True) -> list[Message]:
    """Poll until nothing comes for a while; the first may have to wait until the group is there."""
    drained: list[Message] = []
    while messages := reader.poll(limit, 1 if drained else 10):
        drained += messages
        if commit:
            assert reader.commit(after(messages))
    return drained


def poll_until(reader: LogReader, count: int, *, within: float = 60.0) -> list[Message]:
    """Poll until so many came, however long the group takes to share its partitions."""
    polled: list[Message] = []

    def enough() -> bool:
        polled.extend(reader.poll(100, 0.05))
        return len(polled) >= count

    eventually(enough, within=within)
    return polled


@dataclass(frozen=True)
class Rig:
    """An open log, and how to open it once more."""

    log: Log
    engine: Engine
    folder: Path

    def reader(
        self, member: str = "a", topics: Sequence[str] = (TOPIC,), *, session_s: float = 10.0
    ) -> LogReader:
        return self.log.reader(GROUP, topics, member=member, session_s=session_s)

    def lag(self) -> int:
        return sum(self.log.lag(GROUP).values())


@contextmanager
def rig_of(engine: Engine, folder: Path) -> Iterator[Rig]:
    with engine(folder) as log:
        yield Rig(log, engine, folder)
