"""The event log on SQLite: topics, partitions by key, consumer groups, retention."""

import heapq
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from contracts.clock import Clock, system_clock
from contracts.log import Entry, Message, Partition
from engines.embedded import log_places, log_tables
from engines.embedded.database import Database
from engines.embedded.log_reader import SqliteReader
from engines.embedded.membership import Member
from engines.moments import stored

_PAGE: Final = 500
"""Messages that a tool reads at once."""

_LAG: Final = """
SELECT topic, number, next - max(first, coalesce(committed, 0)) AS behind,
    committed IS NOT NULL AS known
FROM partitions LEFT JOIN progress ON partition = id AND consumer = ?
"""


class _Batch:
    """The entries of one `append`, which may share its commit with those of other threads."""

    def __init__(self, rows: list[tuple[int, str, bytes]]) -> None:
        self.rows = rows
        self.done = False
        self.error: BaseException | None = None


class SqliteLog:
    """Implements `LogWriter`, `Backlog`, `LogHistory` and `LogPlaces`, and makes `LogReader`s.

    `partitions` counts for topics that are new; it is kept with each, so that a key stays where
    it is. A message is dated by the machine's clock (`now`) when it is appended.
    """

    def __init__(self, path: Path, *, partitions: int = 4, now: Clock = system_clock) -> None:
        self._database = Database(path, log_tables.SCHEMA)
        self._count = partitions
        self._now = now
        self._topics: dict[str, Sequence[tuple[int, Partition]]] = {}
        self._waiting: deque[_Batch] = deque()
        self._committing = threading.Lock()

    def append(self, entries: Sequence[Entry]) -> None:
        """All of them durable when it returns, or none.

        Threads that come while another one waits for the disk share the next commit.
        """
        if not entries:
            return
        batch = _Batch([self._row(entry) for entry in entries])
        self._waiting.append(batch)
        with self._committing:
            if not batch.done:
                self._commit([self._waiting.popleft() for _ in range(len(self._waiting))])
        if batch.error:
            raise batch.error

    def reader(
        self, group: str, topics: Sequence[str], *, member: str, session_s: float = 10.0
    ) -> SqliteReader:
        """Join a group, all of whose members name the same topics."""
        partitions = dict(each for topic in topics for each in self._topic(topic))
        words = Member(group=group, name=member, session_s=session_s)
        return SqliteReader(self._database, words, partitions)

    def lag(self, group: str, topics: Sequence[str] | None = None) -> dict[Partition, int]:
        """Messages not yet committed in the topics that the group reads, or in those named.

        To a group that never came everything is news: nothing known is not nothing to do.
        """
        with self._database.reading() as db:
            rows = db.execute(_LAG, (group,)).fetchall()
        if topics is None and any(row["known"] for row in rows):
            rows = [row for row in rows if row["known"]]
        return {
            Partition(row["topic"], row["number"]): row["behind"]
            for row in rows
            if topics is None or row["topic"] in topics
        }

    def ends(self) -> dict[Partition, int]:
        """The offset that the next message of each partition will have."""
        with self._database.reading() as db:
            rows = db.execute("SELECT topic, number, next FROM partitions").fetchall()
        return {Partition(row["topic"], row["number"]): row["next"] for row in rows}

    def read(self, topic: str, *, since: datetime | None = None) -> Iterator[Message]:
        """Each partition in order, all by time, up to where the log ends when reading begins."""
        with self._database.reading() as db:
            partitions = log_tables.partitions(db, topic)
            ends = log_tables.ends(db)
        moment = None if since is None else stored(since)
        pages = [self._pages(each, ends[each[0]], moment) for each in partitions.items()]
        return heapq.merge(*pages, key=lambda message: message.at)

    def trim(self, topic: str, before: datetime, *, force: bool = False) -> int:
        """Delete what was appended before then and what every group that reads it has committed.

        `force` deletes what is not committed too.
        """
        with self._database.reading() as db:
            partitions = log_tables.partitions(db, topic)
        return sum(self._trim(each, stored(before), force=force) for each in partitions)

    def at(self, topics: Sequence[str], moment: datetime) -> dict[Partition, int]:
        """Where each partition's first message since then stands; its end where there is none."""
        with self._database.reading() as db:
            return log_places.at(db, topics, stored(moment))

    def make(self, topics: Sequence[str]) -> None:
        """Make topics that no declaration names."""
        for topic in topics:
            self._topic(topic)

    def place(self, group: str, positions: Mapping[Partition, int]) -> None:
        """Let a group begin there, whatever it had read; nobody may be reading for it."""
        with self._database.writing() as db:
            log_places.place(db, group, positions)

    def forget(self, groups: Sequence[str], topics: Sequence[str]) -> None:
        """Delete groups, and topics with all that they hold; those that are not there too."""
        with self._database.writing() as db:
            log_places.forget(db, groups, topics)
        for topic in topics:
            self._topics.pop(topic, None)

    def overwrite(self, messages: Sequence[Message], value: bytes) -> None:
        """Put another value in their places, and no key: no reader ever sees what stood there."""
        with self._database.writing() as db:
            log_tables.overwrite(db, [(each.partition, each.offset) for each in messages], value)

    def scrub(self) -> None:
        """Take what was overwritten or deleted out of the file too."""
        self._database.scrub()

    def ping(self) -> None:
        self._database.ping()

    def close(self) -> None:
        self._database.close()

    def _row(self, entry: Entry) -> tuple[int, str, bytes]:
        partitions = self._topic(entry.topic)
        number, _ = partitions[log_tables.partition_of(entry.key, len(partitions))]
        return (number, entry.key, entry.value)

    def _topic(self, topic: str) -> Sequence[tuple[int, Partition]]:
        """The topic's partitions, made on first use."""
        if topic not in self._topics:
            with self._database.writing() as db:
                log_tables.create(db, topic, self._count)
                found = log_tables.partitions(db, topic)
            self._topics[topic] = tuple(found.items())
        return self._topics[topic]

    def _commit(self, batches: Sequence[_Batch]) -> None:
        try:
            with self._database.writing() as db:
                rows = (row for batch in batches for row in batch.rows)
                log_tables.insert(db, rows, stored(self._now()))
        except BaseException as error:  # noqa: BLE001 - each thread raises it as its own
            for batch in batches:
                batch.error = error
        finally:
            for batch in batches:
                batch.done = True

    def _pages(
        self, partition: tuple[int, Partition], end: int, since: int | None
    ) -> Iterator[Message]:
        start = 0
        while True:
            with self._database.reading() as db:
                page = log_tables.select(db, partition, start, end, _PAGE, since)
            yield from page
            if len(page) < _PAGE:
                return
            start = page[-1].offset + 1

    def _trim(self, partition: int, before: int, *, force: bool) -> int:
        """In transactions short enough for others to wait for."""
        deleted = 0
        while True:
            with self._database.writing() as db:
                some = log_tables.delete_oldest(db, partition, before, force=force)
            if not some:
                return deleted
            deleted += some
