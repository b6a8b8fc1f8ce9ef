"""Files of signatures as earlier releases wrote them: a row for each band of each cluster."""

import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from engines.embedded.signatures import SqliteSignatures
from engines.moments import stored
from tests.builders import NOW

DAY = 1 << 20
FIRST_RELEASE = """
CREATE TABLE clusters (id INTEGER PRIMARY KEY, name TEXT NOT NULL, founded INTEGER NOT NULL);
CREATE TABLE records (name TEXT PRIMARY KEY, cluster INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE bands (
    band INTEGER NOT NULL, cluster INTEGER NOT NULL, first INTEGER NOT NULL,
    last INTEGER NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (band, cluster)
) WITHOUT ROWID;
PRAGMA user_version = 1;
"""
SECOND_RELEASE = """
CREATE INDEX records_by_cluster ON records (cluster);
CREATE TABLE held (
    record TEXT NOT NULL, day INTEGER NOT NULL, bands BLOB NOT NULL, PRIMARY KEY (record, day)
) WITHOUT ROWID;
PRAGMA user_version = 2;
"""


def first(path: Path) -> None:
    """Nobody noted yet who holds which band."""
    with closing(sqlite3.connect(path)) as old, old:
        old.executescript(FIRST_RELEASE)
        moment = stored(NOW)
        for number, name in enumerate(("alone", "first"), start=1):
            old.execute("INSERT INTO clusters VALUES (?, ?, ?)", (number, name, moment))
            old.execute("INSERT INTO records VALUES (?, ?)", (name, number))
            row = (number * 10, number, moment, moment, DAY)
            old.execute("INSERT INTO bands VALUES (?, ?, ?, ?, ?)", row)
        old.execute("INSERT INTO records VALUES ('second', 2)")


def second(path: Path) -> None:
    """Of the cluster's bands, -20 was written by the first alone."""
    first(path)
    with closing(sqlite3.connect(path)) as old, old:
        old.executescript(SECOND_RELEASE)
        moment = stored(NOW)
        old.execute("INSERT INTO bands VALUES (-20, 2, ?, ?, ?)", (moment, moment, DAY))
        for name, bands in (("alone", (10,)), ("first", (-20, 20)), ("second", (20,))):
            packed = struct.pack(f">{len(bands)}q", *bands)
            old.execute("INSERT INTO held VALUES (?, ?, ?)", (name, DAY, packed))


@pytest.mark.parametrize("release", [first, second])
def test_an_older_file_keeps_its_clusters(tmp_path: Path, release: Callable[[Path], None]) -> None:
    release(path := tmp_path / "signatures.db")
    with closing(SqliteSignatures(path)) as signatures:
        assert signatures.join([("a", (10,), NOW), ("second", (), NOW)]) == ["alone", "first"]
        signatures.forget(["alone", "a", "second"])
        assert signatures.join([("b", (10,), NOW), ("c", (20,), NOW)]) == ["b", "first"]
    with closing(SqliteSignatures(path)) as again:
        assert again.join([("d", (10, 20), NOW)]) == ["b"]
        again.forget(["first", "c", "d"])
        assert again.join([("e", (20,), NOW)]) == ["e"]


def test_who_wrote_a_band_is_known_from_an_older_file(tmp_path: Path) -> None:
    second(path := tmp_path / "signatures.db")
    with closing(SqliteSignatures(path)) as signatures:
        assert signatures.join([("a", (-20,), NOW)]) == ["first"]
        signatures.forget(["first", "a"])
        assert signatures.join([("b", (-20,), NOW), ("c", (20,), NOW)]) == ["b", "first"]


def test_a_new_row_for_each_repeat_would_fill_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "signatures.db"
    with closing(SqliteSignatures(path)) as signatures:
        for _ in range(3):
            signatures.join([("a", (1, 2), NOW), ("b", (2,), NOW), ("a", (1, 2), NOW)])
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT record FROM written ORDER BY record").fetchall() == [
            ("a",),
            ("b",),
        ]
