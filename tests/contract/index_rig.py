"""What the index's contract tests run on: every engine, with short words for what they do most.

A new engine joins the suite with one more entry in ENGINES; `settle` waits until what was
written can be searched.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from hypothesis import settings

from contracts.erasures import Erasure
from contracts.frontier import Sweep
from contracts.index import Filters, Found, Hit, Indexed, Query, Week
from contracts.records import Lifecycle
from engines.elasticsearch.engine import ElasticIndex
from engines.embedded.index.engine import SqliteIndex
from model_service.ports import DemandHistory, ObservedHistory
from stream.ports import ObservationWriter, RecordWriter
from tests.builders import an_indexed
from tests.engines.elastic import elastic_address, emptied_indices

SPACE = "public"
OTHER = "tenant"
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def day(number: float) -> datetime:
    """Days since a Monday."""
    return MONDAY + timedelta(days=number)


def an_erasure(**fields: Any) -> Erasure:
    return Erasure(**{"id": "e1", "spaces": (SPACE,), "at": day(50), **fields})


class Index(RecordWriter, ObservationWriter, DemandHistory, ObservedHistory, Protocol):
    """All that an index engine does."""

    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> list[Hit]: ...

    def count(self, spaces: Sequence[str]) -> int: ...

    def scan(self, spaces: Sequence[str], filters: Filters) -> Iterator[Hit]: ...

    def ping(self) -> None: ...


@dataclass(frozen=True)
class Rig:
    index: Index
    settle: Callable[[], None]
    remote: bool = False
    """A server answers, so that an example takes many times longer."""

    def examples(self, most: int = 100) -> settings:
        """Say how many examples a property is tried with."""
        return settings(max_examples=most // 5 if self.remote else most, deadline=None)

    def write(self, *records: Indexed) -> list[str]:
        """Upsert, and tell the outcomes."""
        verdicts = self.index.upsert(records)
        self.settle()
        return [verdict.outcome for verdict in verdicts]

    def merge(self, *lifecycles: Lifecycle) -> None:
        self.index.merge_lifecycles(lifecycles)
        self.settle()

    def sweep(self, listing: str, start: float, *, complete: bool = True, **fields: Any) -> None:
        self.index.end_sweeps([(a_sweep(listing, start, **fields), complete)])
        self.settle()

    def post(self, record: str, first: float, **fields: Any) -> None:
        """A record that was seen once, on that day."""
        written = an_indexed(record, **fields)
        self.write(written)
        self.merge(a_lifecycle(record, first, space=written.space, source=written.source))

    def one(self, record: str, space: str = SPACE) -> Hit:
        (hit,) = self.index.get([space], [record])
        return hit

    def closed(self, record: str) -> datetime | None:
        return self.one(record).closed_at

    def find(self, *tokens: str, spaces: tuple[str, ...] = (SPACE,), **fields: Any) -> Found:
        return self.index.search(Query(spaces=spaces, tokens=tokens, **fields))

    def ids(self, *tokens: str, spaces: tuple[str, ...] = (SPACE,), **fields: Any) -> list[str]:
        return [hit.record.id for hit in self.find(*tokens, spaces=spaces, **fields).hits]

    def weeks(self, until: float, *, space: str = SPACE, **filters: Any) -> list[Week]:
        return self.index.series([space], Filters(**filters), day(until))


def a_lifecycle(record: str, first: float, last: float | None = None, **fields: Any) -> Lifecycle:
    return Lifecycle(
        **{
            "id": record,
            "space": SPACE,
            "source": "board",
            "first_seen": day(first),
            "last_seen": day(first if last is None else last),
            **fields,
        }
    )


def a_sweep(listing: str, start: float, **fields: Any) -> Sweep:
    return Sweep(
        **{
            "id": f"{listing}-{start}",
            "space": SPACE,
            "source": "board",
            "listing": listing,
            "started_at": day(start),
            **fields,
        }
    )


def a_vector(*weights: float) -> bytes:
    """A unit vector whose first coordinates stand in these proportions."""
    vector = np.zeros(256, "<f4")
    vector[: len(weights)] = weights
    raw: bytes = (vector / np.linalg.norm(vector)).astype("<f4").tobytes()
    return raw


@contextmanager
def sqlite(folder: Path) -> Iterator[Rig]:
    with closing(SqliteIndex(folder / "index.db")) as index:
        yield Rig(index, settle=lambda: None)


@contextmanager
def elasticsearch(_folder: Path) -> Iterator[Rig]:
    url = elastic_address()
    with emptied_indices(url) as prefix, closing(ElasticIndex(url, prefix=prefix)) as index:
        yield Rig(index, settle=index.refresh, remote=True)


Engine = Callable[[Path], AbstractContextManager[Rig]]
ENGINES: dict[str, Engine] = {"sqlite": sqlite, "elasticsearch": elasticsearch}
