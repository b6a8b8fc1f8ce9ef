"""Watches, as the JSON of their contract, each with the version of its last change."""

import sqlite3
from typing import Final

import msgspec

from contracts.config import Applied, KeptWatch
from contracts.subjects import Watch
from engines.embedded.database import Database

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS watches (
    name TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS watch_versions (last INTEGER NOT NULL);
INSERT INTO watch_versions SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM watch_versions)
"""


class Watches:
    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, watch: Watch) -> Applied:
        """Keep it in place of one of the same name; what says the same keeps its version."""
        body = msgspec.json.encode(watch)
        with self._database.writing() as db:
            row = db.execute("SELECT body FROM watches WHERE name = ?", (watch.name,)).fetchone()
            if row and _watch(row["body"]) == watch:
                return Applied.UNCHANGED
            (version,) = db.execute(
                "UPDATE watch_versions SET last = last + 1 RETURNING last"
            ).fetchone()
            db.execute(
                "INSERT OR REPLACE INTO watches (name, version, body) VALUES (?, ?, ?)",
                (watch.name, version, body),
            )
        return Applied.CONFIGURED if row else Applied.CREATED

    def get(self, name: str) -> KeptWatch | None:
        with self._database.reading() as db:
            row = db.execute("SELECT * FROM watches WHERE name = ?", (name,)).fetchone()
        return _kept(row) if row else None

    def all(self) -> list[KeptWatch]:
        """By name."""
        with self._database.reading() as db:
            return [_kept(row) for row in db.execute("SELECT * FROM watches ORDER BY name")]

    def delete(self, name: str) -> bool:
        """False when there is none of that name."""
        with self._database.writing() as db:
            return db.execute("DELETE FROM watches WHERE name = ?", (name,)).rowcount > 0


def _kept(row: sqlite3.Row) -> KeptWatch:
    return KeptWatch(watch=_watch(row["body"]), version=row["version"])


def _watch(body: bytes) -> Watch:
    return msgspec.json.decode(body, type=Watch)
