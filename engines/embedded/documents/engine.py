"""The index of documents on one SQLite file, beside the postings'."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from contracts.documents import (
    DocumentFilters,
    DocumentHit,
    DocumentQuery,
    DocumentsFound,
    Fetched,
    IndexedDocument,
    MentionWeek,
)
from contracts.erasures import Erasure, Tombstones, nothing
from contracts.index import Surveyed, Verdict
from engines.embedded.database import Database
from engines.embedded.documents import store
from engines.embedded.documents.schema import SCHEMA, UPGRADES
from engines.embedded.documents.scope import scope
from engines.embedded.documents.series import note_fetches, series
from engines.embedded.index import erasing
from engines.embedded.index.ranking import counted, ranking
from engines.embedded.index.reading import by_ids, scan
from engines.embedded.index.surveys import survey
from engines.embedded.index.text import count, quoted, scoped
from engines.embedded.index.vectors import Vectors
from engines.embedded.live import LiveDatabase


class SqliteDocuments:
    """Each writing call is one transaction that is on the disk when it returns: batch them.

    Every read names the caller's spaces and shows nothing of others, not even in a count.
    """

    def __init__(self, path: Path) -> None:
        self._database = LiveDatabase(path, _opened)
        self._vectors = Vectors()

    def upsert(self, records: Sequence[IndexedDocument]) -> list[Verdict]:
        with self._database.writing() as connection:
            return store.upsert(connection, records, Tombstones(erasing.erasures(connection)))

    def erase(
        self, erasures: Sequence[Erasure], forget: Callable[[list[str]], None] = nothing
    ) -> list[str]:
        with self._database.writing() as connection:
            return erasing.erase(connection, store.KEPT, erasures, forget)

    def note_fetches(self, fetches: Sequence[Fetched]) -> None:
        with self._database.writing() as connection:
            note_fetches(connection, fetches)

    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> list[DocumentHit]:
        """In the order of `ids`; those that are not there are left out."""
        within = scope(spaces, DocumentFilters(ids=tuple(ids)))
        with self._database.reading() as connection:
            return store.hits(connection, spaces, by_ids(connection, within, ids))

    def scan(self, spaces: Sequence[str], filters: DocumentFilters) -> Iterator[DocumentHit]:
        """Every match in the order of its arrival, read page by page; what comes meanwhile too."""
        within = scope(spaces, filters)
        return scan(
            self._database, within, lambda connection, docs: store.hits(connection, spaces, docs)
        )

    def survey(self) -> Iterator[Surveyed]:
        return survey(self._database)

    def count(self, spaces: Sequence[str]) -> int:
        with self._database.reading() as connection:
            return count(connection, scoped(scope(spaces, DocumentFilters())))

    def search(self, query: DocumentQuery) -> DocumentsFound:
        within = scope(query.spaces, query.filters)
        words = quoted(query.tokens)
        with self._database.reading() as connection:
            matched = counted(connection, words, within)
            best = ranking(
                connection, self._vectors, query, words, within, matched.full, moment="dated"
            )
            page = best[query.offset : query.offset + query.limit]
            found = store.hits(connection, query.spaces, [(one.doc, one.score) for one in page])
        return DocumentsFound(total=matched.total, hits=tuple(found))

    def mentions(
        self, spaces: Sequence[str], subject: str, since: datetime, until: datetime
    ) -> list[MentionWeek]:
        with self._database.reading() as connection:
            return series(connection, spaces, subject, since, until)

    def scrub(self) -> None:
        """Take what was deleted out of the file too, also the tokens."""
        with self._database.writing() as connection:
            connection.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        self._database.scrub()

    def ping(self) -> None:
        self._database.ping()

    def close(self) -> None:
        self._database.close()


def _opened(file: Path) -> Database:
    return Database(file, SCHEMA, upgrades=UPGRADES)
