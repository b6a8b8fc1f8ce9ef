"""What the contract tests of the documents' index run on: every engine, with short words.

A new engine joins the suite with one more entry in ENGINES; `settle` waits until what was
written can be searched.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from contracts.documents import (
    DocumentFilters,
    DocumentHit,
    DocumentQuery,
    DocumentsFound,
    Fetched,
    IndexedDocument,
    Mention,
    MentionWeek,
)
from engines.elasticsearch.documents.engine import ElasticDocuments
from engines.embedded.documents.engine import SqliteDocuments
from stream.ports import DocumentWriter
from tests.contract.index_rig import OTHER, SPACE, day
from tests.engines.elastic import elastic_address, emptied_indices

__all__ = ["OTHER", "SPACE", "day"]

WELDER = "profession:welder"


class DocumentIndex(DocumentWriter, Protocol):
    """All that an index of documents does."""

    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> list[DocumentHit]: ...

    def scan(self, spaces: Sequence[str], filters: DocumentFilters) -> Iterator[DocumentHit]: ...

    def count(self, spaces: Sequence[str]) -> int: ...

    def search(self, query: DocumentQuery) -> DocumentsFound: ...

    def mentions(
        self, spaces: Sequence[str], subject: str, since: datetime, until: datetime
    ) -> list[MentionWeek]:
        """From the week of `since` to the last that ended by `until`, by date, then by source.

        A source begins with its first fetch or its first mention, whichever is earlier; sources
        that never mention the subject have no weeks.
        """

    def ping(self) -> None: ...


@dataclass(frozen=True)
class Rig:
    index: DocumentIndex
    settle: Callable[[], None]

    def write(self, *records: IndexedDocument) -> list[str]:
        """Upsert, and tell the outcomes."""
        verdicts = self.index.upsert(records)
        self.settle()
        return [verdict.outcome for verdict in verdicts]

    def fetch(self, *days: float, source: str = "press", space: str = SPACE) -> None:
        self.index.note_fetches([Fetched(space=space, source=source, at=day(at)) for at in days])
        self.settle()

    def one(self, record: str, space: str = SPACE) -> DocumentHit:
        (hit,) = self.index.get([space], [record])
        return hit

    def find(
        self, *tokens: str, spaces: tuple[str, ...] = (SPACE,), **fields: Any
    ) -> DocumentsFound:
        return self.index.search(DocumentQuery(spaces=spaces, tokens=tokens, **fields))

    def ids(self, *tokens: str, **fields: Any) -> list[str]:
        return [hit.record.id for hit in self.find(*tokens, **fields).hits]

    def filtered(self, **filters: Any) -> list[str]:
        return sorted(self.ids(filters=DocumentFilters(**filters), limit=100))

    def weeks(
        self, until: float, *, since: float = 0, subject: str = WELDER, space: str = SPACE
    ) -> list[MentionWeek]:
        return self.index.mentions([space], subject, day(since), day(until))


def a_document(record: str = "d1", *felt: float | None, **fields: Any) -> IndexedDocument:
    """It mentions the welder once for each of `felt`."""
    mentions = tuple(
        Mention(subject=WELDER, start=7 * place, end=7 * place + 6, sentiment=each)
        for place, each in enumerate(felt)
    )
    return IndexedDocument(
        **{
            "id": record,
            "version": 1,
            "space": SPACE,
            "source": "press",
            "external_id": record,
            "url": f"http://press.test/{record}",
            "title": "Welders",
            "text": "Welders wanted",
            "language": "en",
            "published_at": day(1),
            "fetched_at": day(2),
            "mentions": mentions,
            "sentiment": None,
            "tokens": "welder want",
            "vector": b"",
            "cluster": record,
            **fields,
        }
    )


@contextmanager
def sqlite(folder: Path) -> Iterator[Rig]:
    with closing(SqliteDocuments(folder / "documents.db")) as index:
        yield Rig(index, settle=lambda: None)


@contextmanager
def elasticsearch(_folder: Path) -> Iterator[Rig]:
    url = elastic_address()
    with emptied_indices(url) as prefix, closing(ElasticDocuments(url, prefix=prefix)) as index:
        yield Rig(index, settle=index.refresh)


Engine = Callable[[Path], AbstractContextManager[Rig]]
ENGINES: dict[str, Engine] = {"sqlite": sqlite, "elasticsearch": elasticsearch}
