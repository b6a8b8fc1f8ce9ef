"""A home whose event log is on a real Kafka, and Faust workers that bring it into the index."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

from contracts.errors import Transient
from contracts.index import Filters, Query
from contracts.log import Partition
from contracts.names import DEAD_LETTERS, INDEXER, PUBLIC
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.kafka.connection import Connection
from engines.kafka.log import KafkaLog
from engines.kafka.settings import KafkaSettings
from engines.kafka.topics import make
from stream.ports import LogWriter
from tests.contract.kafka_rig import kafka_settings
from tests.eventually import eventually
from tests.integration.stream.platform import entries, found

SESSION_S: Final = 6.0
"""What a worker's death costs at most; the tests wait for it."""


class Cluster:
    def __init__(self, home: Path, settings: KafkaSettings, ending: ExitStack) -> None:
        self.home = Home(home)
        self.settings = settings
        self._ending = ending
        with closing(Connection(settings)) as connection:
            make(connection)
        self.log = ending.enter_context(closing(KafkaLog(settings)))
        self.index = ending.enter_context(closing(SqliteIndex(self.home.index)))

    def append(self, names: Iterable[str]) -> None:
        writer: LogWriter = self.log
        writer.append(entries([found(name) for name in names]))

    def worker(
        self, *arguments: str, session_s: float = SESSION_S, **settings: str
    ) -> "subprocess.Popen[str]":
        """Start one; its last words are in its stderr."""
        process = subprocess.Popen(
            [sys.executable, "-m", "stream.main", *arguments],
            env=self.environment(session_s, **settings),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._ending.callback(process.communicate)
        self._ending.callback(process.kill)
        return process

    def environment(self, session_s: float = SESSION_S, **settings: str) -> dict[str, str]:
        """What a worker is told."""
        kafka = {
            "KAFKA_SERVERS": self.settings.servers,
            "KAFKA_PREFIX": self.settings.prefix,
            "KAFKA_PARTITIONS": str(self.settings.partitions),
            "KAFKA_REPLICATION": "1",
            "STREAM_SESSION_S": str(session_s),
            "STREAM_BATCH": "16",
            "HOME": str(self.home.root),
        }
        if self.settings.user:
            kafka["KAFKA_USER"] = self.settings.user
            kafka["KAFKA_PASSWORD"] = self.settings.password.get_secret_value()
            kafka["KAFKA_TLS"], kafka["KAFKA_CA"] = "true", str(self.settings.ca)
        environment = {f"PROSPEKT_{name}": value for name, value in (kafka | settings).items()}
        return os.environ | environment

    def lag(self) -> dict[Partition, int]:
        """By partition; unknown for as long as the brokers say so."""
        return eventually(self._lag, within=30)

    def left(self) -> int:
        return sum(self.lag().values())

    def positions(self) -> dict[Partition, int]:
        """How far the group has come."""
        left, ends = self.lag(), self.log.ends()
        return {each: ends[each] - left[each] for each in left}

    def drained(self, *, within: float = 60) -> None:
        eventually(lambda: not self.left(), within=within, pause=0.1)

    def indexed(self) -> list[str]:
        """The postings of the index, as often as they are in it."""
        page = Query(spaces=(PUBLIC,), filters=Filters(), limit=100_000)
        return sorted(hit.record.external_id for hit in self.index.search(page).hits)

    def count(self) -> int:
        return self.index.count([PUBLIC])

    def refused(self) -> list[str]:
        """The keys of the dead letters."""
        return sorted(message.key for message in self.log.read(DEAD_LETTERS))

    def names(self) -> list[str]:
        """Of the group's members; one that left and came back has another."""
        with closing(Connection(self.settings)) as connection:
            group = connection.names.group(INDEXER)
            told = connection.ask(lambda admin: admin.describe_groups([group]))
        return sorted(member["member_id"] for member in told[group]["members"])

    def joined(self, workers: Sequence["subprocess.Popen[str]"]) -> None:
        eventually(lambda: len(self.names()) == len(workers), within=60, pause=0.1)

    def _lag(self) -> dict[Partition, int] | None:
        try:
            return self.log.lag(INDEXER)
        except Transient:
            return None


@contextmanager
def a_cluster(folder: Path) -> Iterator[Cluster]:
    with ExitStack() as ending:
        yield Cluster(folder, kafka_settings(folder), ending)
