"""Which messages are in the hands of a process that may die of them, on SQLite."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from contracts.log import Message
from engines.embedded.database import Database

_SCHEMA: Final = """
CREATE TABLE held (
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (topic, partition, offset)
) WITHOUT ROWID
"""
_HOLD: Final = """
INSERT INTO held VALUES (?, ?, ?, 1)
ON CONFLICT (topic, partition, offset) DO UPDATE SET times = times + 1
"""
_PLACE: Final = "topic = ? AND partition = ? AND offset = ?"


class SqliteSuspects:
    """Implements the port `Suspects`; threads and processes share the file.

    A note outlives its process, not a machine that loses power: that is no message's fault.
    """

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _SCHEMA, durable=False)

    def deaths(self, messages: Sequence[Message]) -> list[int]:
        with self._database.reading() as db:
            if not db.execute("SELECT 1 FROM held LIMIT 1").fetchone():
                return [0] * len(messages)
            query = f"SELECT times FROM held WHERE {_PLACE}"
            rows = (db.execute(query, _place(message)).fetchone() for message in messages)
            return [row["times"] if row else 0 for row in rows]

    def hold(self, messages: Sequence[Message]) -> None:
        with self._database.writing() as db:
            db.executemany(_HOLD, map(_place, messages))

    def release(self, messages: Sequence[Message]) -> None:
        with self._database.writing() as db:
            db.executemany(f"DELETE FROM held WHERE {_PLACE}", map(_place, messages))

    def close(self) -> None:
        self._database.close()


def _place(message: Message) -> tuple[str, int, int]:
    return message.partition.topic, message.partition.number, message.offset
