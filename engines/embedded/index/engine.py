"""The index on one SQLite file: one process writes, any number read what is committed at once."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from contracts.erasures import Erasure, Tombstones, nothing
from contracts.frontier import Sweep
from contracts.index import Filters, Found, Hit, Indexed, Query, Surveyed, Verdict, Week
from contracts.records import Lifecycle, Observation
from engines.embedded.database import Database
from engines.embedded.index import erasing, lifecycle, observations, store
from engines.embedded.index.reading import by_ids, scan
from engines.embedded.index.schema import CACHE_KIB, SCHEMA, UPGRADES
from engines.embedded.index.scope import scope
from engines.embedded.index.search import search
from engines.embedded.index.series import series
from engines.embedded.index.surveys import survey
from engines.embedded.index.text import count, scoped
from engines.embedded.index.vectors import Vectors
from engines.embedded.live import LiveDatabase


class SqliteIndex:
    """Each writing call is one transaction that is on the disk when it returns: batch them.

    Every read names the caller's spaces and shows nothing of others, not even in a count;
    only BM25's word statistics are drawn from the whole file.
    """

    def __init__(self, path: Path) -> None:
        self._database = LiveDatabase(path, _opened)
        self._vectors = Vectors()

    def upsert(
        self, records: Sequence[Indexed], lifecycles: Sequence[Lifecycle] = ()
    ) -> list[Verdict]:
        with self._database.writing() as connection:
            tombstones = Tombstones(erasing.erasures(connection))
            verdicts = store.upsert(connection, records, tombstones)
            told = zip(verdicts, lifecycles, strict=True) if lifecycles else ()
            lifecycle.merge(connection, [each for verdict, each in told if verdict.there])
            return verdicts

    def erase(
        self, erasures: Sequence[Erasure], forget: Callable[[list[str]], None] = nothing
    ) -> list[str]:
        with self._database.writing() as connection:
            return erasing.erase(connection, store.KEPT, erasures, forget)

    def merge_lifecycles(self, lifecycles: Sequence[Lifecycle]) -> None:
        with self._database.writing() as connection:
            lifecycle.merge(connection, lifecycles)

    def end_sweeps(self, sweeps: Sequence[tuple[Sweep, bool]]) -> None:
        with self._database.writing() as connection:
            lifecycle.end_sweeps(connection, sweeps)

    def put_observations(self, observed: Sequence[tuple[str, str, Observation, int]]) -> None:
        with self._database.writing() as connection:
            observations.put(connection, observed)

    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> list[Hit]:
        """In the order of `ids`; those that are not there are left out."""
        within = scope(spaces, Filters(ids=tuple(ids)))
        with self._database.reading() as connection:
            return store.hits(connection, spaces, by_ids(connection, within, ids))

    def scan(self, spaces: Sequence[str], filters: Filters) -> Iterator[Hit]:
        """Every match in the order of its arrival, read page by page; what comes meanwhile too."""
        within = scope(spaces, filters)
        return scan(
            self._database, within, lambda connection, docs: store.hits(connection, spaces, docs)
        )

    def survey(self) -> Iterator[Surveyed]:
        return survey(self._database)

    def count(self, spaces: Sequence[str]) -> int:
        with self._database.reading() as connection:
            return count(connection, scoped(scope(spaces, Filters())))

    def search(self, query: Query) -> Found:
        with self._database.reading() as connection:
            return search(connection, self._vectors, query)

    def series(self, spaces: Sequence[str], filters: Filters, until: datetime) -> list[Week]:
        with self._database.reading() as connection:
            return series(connection, spaces, filters, until)

    def observations(self, spaces: Sequence[str], subject: str, metric: str) -> list[Observation]:
        with self._database.reading() as connection:
            return observations.read(connection, spaces, subject, metric)

    def observed_subjects(self, spaces: Sequence[str]) -> list[tuple[str, str]]:
        with self._database.reading() as connection:
            return observations.subjects(connection, spaces)

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
    database = Database(file, SCHEMA, upgrades=UPGRADES)
    _prepare(database)
    with database.reading() as connection:
        connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    return database


def _prepare(database: Database) -> None:
    """Make the tables of erasures where an older file has none."""
    with database.reading() as connection:
        there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'heirs'").fetchone()
    if not there:
        with database.writing() as connection:
            for table in erasing.TABLES:
                connection.execute(table)
