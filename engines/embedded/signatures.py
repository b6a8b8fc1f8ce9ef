"""Clusters of near-duplicates on SQLite: who shares a band with whom."""

import sqlite3
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from engines.embedded.database import Database
from engines.embedded.moments import stored

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS clusters (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL, -- its first member
    founded INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS records (
    name TEXT PRIMARY KEY,
    cluster INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bands (
    band INTEGER NOT NULL,
    cluster INTEGER NOT NULL,
    first INTEGER NOT NULL, -- when its records appeared, from
    last INTEGER NOT NULL, -- to
    day INTEGER NOT NULL, -- when it was last written, by the machine's clock
    PRIMARY KEY (band, cluster)
) WITHOUT ROWID
"""
_KNOWN: Final = """
SELECT clusters.id, clusters.name FROM records JOIN clusters ON clusters.id = cluster
WHERE records.name = ?
"""
_OLDEST: Final = """
SELECT id, name FROM bands JOIN clusters ON id = cluster
WHERE band IN ({places}) AND first <= ? AND last >= ? ORDER BY founded, name LIMIT 1
"""
_REFRESH: Final = """
INSERT INTO bands VALUES (?, ?, ?, ?, ?) ON CONFLICT (band, cluster) DO UPDATE
SET first = min(first, excluded.first), last = max(last, excluded.last), day = excluded.day
"""
_DAY_SECONDS: Final = 86_400


class SqliteSignatures:
    """Implements the port `Signatures`; threads and processes share the file.

    A record joins the oldest-founded cluster that has one of its bands from `window_days` around
    the time it appeared (an archive may be read after newer records). Bands that nobody wrote for
    that long, by the machine's clock, are forgotten; which record is in which cluster never is.
    """

    def __init__(self, path: Path, *, window_days: int = 180) -> None:
        self._database = Database(path, _SCHEMA)
        self._window_days = window_days
        self._window = timedelta(days=window_days) // timedelta(microseconds=1)
        self._pruned = 0

    def join(self, items: Sequence[tuple[str, Sequence[int], datetime]]) -> list[str]:
        if not items:
            return []
        day = int(time.time()) // _DAY_SECONDS
        with self._database.writing() as db:
            self._prune(db, day)
            return [
                self._join(db, record, bands, stored(appeared), day)
                for record, bands, appeared in items
            ]

    def ping(self) -> None:
        self._database.ping()

    def close(self) -> None:
        self._database.close()

    def _join(
        self, db: sqlite3.Connection, record: str, bands: Sequence[int], at: int, day: int
    ) -> str:
        row = db.execute(_KNOWN, (record,)).fetchone()
        if not row:
            row = self._oldest(db, bands, at) or _found(db, record, at)
            db.execute("INSERT INTO records VALUES (?, ?)", (record, row["id"]))
        db.executemany(_REFRESH, [(band, row["id"], at, at, day) for band in bands])
        return str(row["name"])

    def _oldest(self, db: sqlite3.Connection, bands: Sequence[int], at: int) -> sqlite3.Row | None:
        query = _OLDEST.format(places=",".join("?" * len(bands)))
        found: sqlite3.Row | None = db.execute(
            query, (*bands, at + self._window, at - self._window)
        ).fetchone()
        return found

    def _prune(self, db: sqlite3.Connection, day: int) -> None:
        """Once a day: it reads the whole table."""
        if day != self._pruned:
            db.execute("DELETE FROM bands WHERE day < ?", (day - self._window_days,))
            self._pruned = day


def _found(db: sqlite3.Connection, record: str, at: int) -> sqlite3.Row:
    row: sqlite3.Row = db.execute(
        "INSERT INTO clusters (name, founded) VALUES (?, ?) RETURNING id, name", (record, at)
    ).fetchone()
    return row
