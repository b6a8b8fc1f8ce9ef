"""The stream's engines in one folder, and events to run through them."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from contracts.codec import encode
from contracts.config import KeptWatch
from contracts.errors import ProspektError
from contracts.events import PostingFound
from contracts.identity import record_id
from contracts.index import Filters, Hit, Query
from contracts.log import Entry
from contracts.names import (
    DOCUMENTS_RAW,
    ERASURES,
    INDEXER,
    OBSERVATIONS,
    POSTINGS_RAW,
    PUBLIC,
    SIGHTINGS,
    SWEEPS,
)
from embeddings.static import StaticEmbedder
from engines.embedded.blobs import FolderBlobs
from engines.embedded.documents.engine import SqliteDocuments
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.embedded.log import SqliteLog
from engines.embedded.signatures import SqliteSignatures
from stream.dead_letters import DeadLetters
from stream.delivery import Delivery
from stream.documents import Documents
from stream.metrics import Metrics
from stream.patience import Patience
from stream.ports import Embedder
from stream.runner import Drained, Runner
from stream.steps import Steps
from stream.watched import Watched
from tests.builders import NOW, a_posting

TOPICS = (ERASURES, POSTINGS_RAW, DOCUMENTS_RAW, SIGHTINGS, SWEEPS, OBSERVATIONS)
TRADES = (
    ("Data Engineer", "Python, SQL, Airflow, Kafka and dbt; pipelines of events."),
    ("Бухгалтер", "Знання 1С, податкова звітність, ведення первинної документації."),
    ("Водитель категории E", "Опыт международных рейсов, знание тахографа."),
    ("Nurse", "Night shifts on the surgical ward, kindness, a licence to practise."),
    ("C++ Developer", "C++20, Qt, embedded Linux, CAN bus, oscilloscopes."),
)


class WatchesInMemory:
    """What the config store would tell."""

    def __init__(self) -> None:
        self.kept: list[KeptWatch] = []
        self.fault: ProspektError | None = None

    def all(self) -> list[KeptWatch]:
        if self.fault:
            raise self.fault
        return list(self.kept)


class Platform:
    def __init__(self, home: Home) -> None:
        self.log = SqliteLog(home.log)
        self.index = SqliteIndex(home.index)
        self.documents = SqliteDocuments(home.documents)
        self.watches = WatchesInMemory()
        self.seconds = 0.0
        self.signatures = SqliteSignatures(home.signatures)
        self.blobs = FolderBlobs(home.blobs)
        self.metrics = Metrics(self.log)
        self.slept: list[float] = []
        self.said: list[str] = []
        self.patience = Patience(sleep=self.slept.append, say=self.said.append)
        self.embedder: Embedder = StaticEmbedder()
        self.letters = DeadLetters(self.log, self.log, self.blobs, now=lambda: NOW)

    def steps(self) -> Steps:
        return Steps(
            records=self.index,
            observations=self.index,
            documents=Documents(
                index=self.documents,
                signatures=self.signatures,
                embedder=self.embedder,
                watched=Watched(self.watches, seconds=lambda: self.seconds, say=self.said.append),
                meter=self.metrics,
            ),
            signatures=self.signatures,
            embedder=self.embedder,
            meter=self.metrics,
        )

    def drain(self, *, batch: int = 64) -> None:
        """Run everything on the log through the steps."""
        delivery = Delivery(
            self.steps(), self.log, self.blobs, self.patience, now=lambda: NOW, meter=self.metrics
        )
        reader = self.log.reader(INDEXER, TOPICS, member="test")
        runner = Runner(reader, delivery, self.patience, batch=batch, say=self.said.append)
        runner.run(stopping=lambda: False, drained=Drained(self.log, self.said.append))

    def lag(self) -> int:
        return sum(self.log.lag(INDEXER).values())

    def hits(self) -> dict[str, Hit]:
        found = self.index.search(Query(spaces=(PUBLIC,), filters=Filters(), limit=100_000))
        return {hit.record.external_id: hit for hit in found.hits}


@contextmanager
def a_platform(folder: Path) -> Iterator[Platform]:
    platform = Platform(Home(folder))
    with (
        closing(platform.log),
        closing(platform.index),
        closing(platform.documents),
        closing(platform.signatures),
        closing(platform.blobs),
    ):
        yield platform


def found(external_id: str, *, at: datetime = NOW, **fields: Any) -> PostingFound:
    """A posting's event; its trade follows from its number."""
    title, description = TRADES[sum(external_id.encode()) % len(TRADES)]
    posting = a_posting(
        external_id,
        **{
            "title": title,
            "company": f"Company {external_id}",
            "description": f"{description}\nOur number is {external_id}.",
            **fields.pop("posting", {}),
        },
    )
    return PostingFound(posting=posting, source="board", fetched_at=at, **fields)


def entries(events: Sequence[PostingFound]) -> list[Entry]:
    return [Entry(topic=POSTINGS_RAW, key=identity(each), value=encode(each)) for each in events]


def identity(event: PostingFound) -> str:
    return record_id(event.space, event.source, event.posting.external_id)


def days(number: float) -> timedelta:
    return timedelta(days=number)
