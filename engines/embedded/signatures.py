"""Clusters of near-duplicates on SQLite: who shares a band with whom."""

import sqlite3
import struct
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from engines.embedded.database import Database
from engines.embedded.live import LiveDatabase
from engines.moments import stored

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
_UPGRADE: Final = (
    "CREATE INDEX records_by_cluster ON records (cluster)",
    """CREATE TABLE held ( -- which bands a record wrote on a day, so that it can be forgotten
    record TEXT NOT NULL,
    day INTEGER NOT NULL,
    bands BLOB NOT NULL, -- 8 bytes each
    PRIMARY KEY (record, day)
) WITHOUT ROWID""",
)
_KNOWN: Final = """
SELECT clusters.id, clusters.name FROM records JOIN clusters ON clusters.id = cluster
WHERE records.name = ?
"""
_OLDEST: Final = """
SELECT id, name FROM bands JOIN clusters ON id = cluster
WHERE band IN ({places}) AND first <= ? AND last >= ? ORDER BY founded, name, id LIMIT 1
"""
_REFRESH: Final = """
INSERT INTO bands VALUES (?, ?, ?, ?, ?) ON CONFLICT (band, cluster) DO UPDATE
SET first = min(first, excluded.first), last = max(last, excluded.last), day = excluded.day
"""
_HELD_BY_OTHERS: Final = """
SELECT bands FROM records JOIN held ON held.record = records.name WHERE cluster = ?
"""
_DAY_MS: Final = 86_400_000


class SqliteSignatures:
    """Implements the port `Signatures`; threads and processes share the file.

    A record joins the oldest-founded cluster that has one of its bands from `window_days` around
    the time it appeared (an archive may be read after newer records). Bands that nobody wrote for
    that long, by the machine's clock, are forgotten; which record is in which cluster never is,
    unless it is asked for.
    """

    def __init__(
        self, path: Path, *, window_days: int = 180, now_ms: Callable[[], int] | None = None
    ) -> None:
        self._database = LiveDatabase(path, lambda file: Database(file, _SCHEMA, upgrade=_UPGRADE))
        self._window_days = window_days
        self._window = timedelta(days=window_days) // timedelta(microseconds=1)
        self._now_ms = now_ms or _machine_ms
        self._pruned = 0

    def join(self, items: Sequence[tuple[str, Sequence[int], datetime]]) -> list[str]:
        if not items:
            return []
        day = self._now_ms() // _DAY_MS
        with self._database.writing() as db:
            self._prune(db, day)
            return [
                self._join(db, record, bands, stored(appeared), day)
                for record, bands, appeared in items
            ]

    def forget(self, ids: Sequence[str]) -> None:
        with self._database.writing() as db:
            emptied = [_forget(db, record) for record in ids]
            if any(emptied):
                # What was written before it was noted who holds what; one look at all bands.
                db.execute("DELETE FROM bands WHERE cluster NOT IN (SELECT id FROM clusters)")

    def scrub(self) -> None:
        """Take what was forgotten out of the file too."""
        self._database.scrub()

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
        if bands:
            db.executemany(_REFRESH, [(band, row["id"], at, at, day) for band in bands])
            _hold(db, record, bands, day)
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
            for table in ("bands", "held"):
                db.execute(f"DELETE FROM {table} WHERE day < ?", (day - self._window_days,))
            self._pruned = day


def _machine_ms() -> int:
    return int(time.time() * 1000)


def _found(db: sqlite3.Connection, record: str, at: int) -> sqlite3.Row:
    row: sqlite3.Row = db.execute(
        "INSERT INTO clusters (name, founded) VALUES (?, ?) RETURNING id, name", (record, at)
    ).fetchone()
    return row


def _hold(db: sqlite3.Connection, record: str, bands: Sequence[int], day: int) -> None:
    query = "SELECT bands FROM held WHERE record = ? AND day = ?"
    held = _bands(db.execute(query, (record, day))).union(bands)
    packed = struct.pack(f">{len(held)}q", *held)
    db.execute("REPLACE INTO held VALUES (?, ?, ?)", (record, day, packed))


def _forget(db: sqlite3.Connection, record: str) -> bool:
    """Take it out of its cluster; True when nobody is left there.

    What others of that cluster hold as well stays.
    """
    row = db.execute("DELETE FROM records WHERE name = ? RETURNING cluster", (record,)).fetchone()
    if not row:
        return False
    (cluster,) = row
    own = _bands(db.execute("DELETE FROM held WHERE record = ? RETURNING bands", (record,)))
    own -= _bands(db.execute(_HELD_BY_OTHERS, (cluster,)))
    query = "DELETE FROM bands WHERE band = ? AND cluster = ?"
    db.executemany(query, [(band, cluster) for band in own])
    empty = "DELETE FROM clusters WHERE id = ? AND id NOT IN (SELECT cluster FROM records)"
    return db.execute(empty, (cluster,)).rowcount == 1


def _bands(rows: sqlite3.Cursor) -> set[int]:
    return {band for (packed,) in rows.fetchall() for (band,) in struct.iter_unpack(">q", packed)}
