"""The tables of signatures, and how files of earlier releases come to them.

clusters   named after their first members
records    which cluster each is in
spans      the bands of a cluster: a row for those that appeared and were written at the same times
written    which bands a record wrote on a day; new rows come at the end

The rows of a cluster stand together and those of new clusters come last, so a batch writes few
pages however much is there. A row for each band, by its band, would stand on a page of its own.
"""

import struct
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from engines.embedded.database import Database

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
"""
_UPGRADE: Final = ("CREATE INDEX records_by_cluster ON records (cluster)",)
_TABLES: Final = (
    """CREATE TABLE spans (
    cluster INTEGER NOT NULL,
    first INTEGER NOT NULL, -- when records with these bands appeared, from
    last INTEGER NOT NULL, -- to
    day INTEGER NOT NULL, -- when one wrote them last, by the machine's clock
    bands BLOB NOT NULL, -- 8 bytes each
    PRIMARY KEY (cluster, first, last, day)
) WITHOUT ROWID""",
    """CREATE TABLE written (
    number INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: by it others see what is new
    cluster INTEGER NOT NULL,
    record TEXT NOT NULL,
    day INTEGER NOT NULL,
    bands BLOB NOT NULL
)""",
    "CREATE INDEX written_by_record ON written (cluster, record)",
)
_CACHE_KIB: Final = 16_384
"""Names of records come in no order: their pages are read again and again."""
_BANDS: Final = """
SELECT cluster, first, last, day, band FROM bands ORDER BY cluster, first, last, day
"""
_HELD: Final = """
INSERT INTO written (cluster, record, day, bands)
SELECT cluster, record, day, bands FROM held JOIN records ON name = record ORDER BY cluster, day
"""


def opened(file: Path) -> Database:
    database = Database(file, _SCHEMA, upgrades=(_UPGRADE,))
    with database.reading() as db:
        there = _has(db, "spans")
    if not there:
        with database.writing() as db:
            if not _has(db, "spans"):
                _make(db)
    with database.reading() as db:
        db.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
    return database


def packed(bands: Iterable[int]) -> bytes:
    each = list(bands)
    return struct.pack(f">{len(each)}q", *each)


def unpacked(bands: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(bands) // 8}q", bands)


def _has(db: Connection, table: str) -> bool:
    found = db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    return found is not None


def _make(db: Connection) -> None:
    """In files of before, a band was a row; who held it was noted only later."""
    for table in _TABLES:
        db.execute(table)
    if _has(db, "bands"):
        rows: Iterator[tuple[int, ...]] = map(tuple, db.execute(_BANDS))
        db.executemany(
            "INSERT INTO spans VALUES (?, ?, ?, ?, ?)",
            (
                (*span, packed(band for *_, band in same))
                for span, same in groupby(rows, key=lambda row: row[:4])
            ),
        )
        db.execute("DROP TABLE bands")
    if _has(db, "held"):
        db.execute(_HELD)
        db.execute("DROP TABLE held")
