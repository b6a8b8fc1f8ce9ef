"""Runs of watches: when each began, how it ended and what it counted."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from contracts.config import Run
from engines.embedded.database import Database
from engines.embedded.moments import restored, stored

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    watch TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT NOT NULL DEFAULT '',
    counts TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS runs_of_watch ON runs (watch, id)
"""


class Runs:
    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, watch: str, at: datetime) -> int:
        with self._database.writing() as db:
            (run,) = db.execute(
                "INSERT INTO runs (watch, started_at) VALUES (?, ?) RETURNING id",
                (watch, stored(at)),
            ).fetchone()
        return int(run)

    def finish(
        self, run: int, outcome: str, at: datetime, counts: Mapping[str, int] | None = None
    ) -> bool:
        """False when it had ended before: its first end stands."""
        told = msgspec.json.encode(dict(counts or {})).decode()
        with self._database.writing() as db:
            return (
                db.execute(
                    "UPDATE runs SET outcome = ?, ended_at = ?, counts = ?"
                    " WHERE id = ? AND ended_at IS NULL",
                    (outcome, stored(at), told, run),
                ).rowcount
                > 0
            )

    def of(self, watch: str, limit: int = 20) -> list[Run]:
        """Newest first."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT * FROM runs WHERE watch = ? ORDER BY id DESC LIMIT ?", (watch, limit)
            )
            return [_run(row) for row in rows]

    def last(self, watch: str) -> Run | None:
        """The newest, whether it has ended or not."""
        return next(iter(self.of(watch, 1)), None)


def _run(row: sqlite3.Row) -> Run:
    return Run(
        id=row["id"],
        watch=row["watch"],
        started_at=restored(row["started_at"]),
        ended_at=None if row["ended_at"] is None else restored(row["ended_at"]),
        outcome=row["outcome"],
        counts=msgspec.json.decode(row["counts"], type=dict[str, int]),
    )
