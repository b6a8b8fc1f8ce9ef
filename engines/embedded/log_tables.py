"""The tables of the event log, and where a message stands in them."""

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from typing import Final

from contracts.log import Message, Partition
from engines.moments import restored

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS partitions (
    id INTEGER PRIMARY KEY,
    topic TEXT NOT NULL,
    number INTEGER NOT NULL,
    first INTEGER NOT NULL DEFAULT 0, -- the oldest offset that retention has left
    next INTEGER NOT NULL DEFAULT 0,
    UNIQUE (topic, number)
);
CREATE TABLE IF NOT EXISTS messages (
    position INTEGER PRIMARY KEY, -- partition and offset in one number
    at INTEGER NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS consumer_groups (
    name TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL -- greater after each change of its members or of who holds what
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS members (
    consumer TEXT NOT NULL, -- its group
    name TEXT NOT NULL,
    generation INTEGER NOT NULL, -- the epoch in which it joined: what fences its commits
    seen REAL NOT NULL,
    session_s REAL NOT NULL,
    PRIMARY KEY (consumer, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS progress (
    consumer TEXT NOT NULL,
    partition INTEGER NOT NULL,
    committed INTEGER NOT NULL DEFAULT 0,
    holder INTEGER, -- the generation of the member that reads it
    PRIMARY KEY (consumer, partition)
) WITHOUT ROWID
"""

_OFFSET_BITS: Final = 40
_DELETED_AT_ONCE: Final = 10_000


def position(partition: int, offset: int) -> int:
    """The messages of a partition stand together, in order."""
    return (partition << _OFFSET_BITS) | offset


def partition_of(key: str, count: int) -> int:
    """The same in every process and release."""
    return zlib.crc32(key.encode()) % count


def partitions(db: sqlite3.Connection, topic: str) -> dict[int, Partition]:
    """The topic's partitions by id, in order of their numbers."""
    rows = db.execute(
        "SELECT id, topic, number FROM partitions WHERE topic = ? ORDER BY number", (topic,)
    )
    return {row["id"]: Partition(row["topic"], row["number"]) for row in rows}


def create(db: sqlite3.Connection, topic: str, count: int) -> None:
    """Make the topic's partitions, unless it has some: their count never changes."""
    if not partitions(db, topic):
        db.executemany(
            "INSERT INTO partitions (topic, number) VALUES (?, ?)",
            [(topic, number) for number in range(count)],
        )


def ends(db: sqlite3.Connection) -> dict[int, int]:
    """The offset that each partition's next message will have."""
    return {row["id"]: row["next"] for row in db.execute("SELECT id, next FROM partitions")}


def insert(db: sqlite3.Connection, rows: Iterable[tuple[int, str, bytes]], at: int) -> None:
    """Append (partition, key, value) rows, each at the end of its partition."""
    before = ends(db)
    after = dict(before)
    messages = []
    for partition, key, value in rows:
        messages.append((position(partition, after[partition]), at, key, value))
        after[partition] += 1
    db.executemany("INSERT INTO messages VALUES (?, ?, ?, ?)", messages)
    db.executemany(
        "UPDATE partitions SET next = ? WHERE id = ?",
        [(end, partition) for partition, end in after.items() if end != before[partition]],
    )


def select(
    db: sqlite3.Connection,
    partition: tuple[int, Partition],
    start: int,
    end: int,
    limit: int,
    since: int | None = None,
) -> list[Message]:
    """The messages of one partition from offset `start` to before `end`."""
    number, name = partition
    base = position(number, 0)
    rows: Sequence[tuple[int, int, str, bytes]] = db.execute(
        "SELECT position, at, key, value FROM messages WHERE position >= ? AND position < ?"
        " AND (? IS NULL OR at >= ?) ORDER BY position LIMIT ?",
        (base + start, base + end, since, since, limit),
    ).fetchall()
    return [
        Message(partition=name, offset=place - base, key=key, value=value, at=restored(at))
        for place, at, key, value in rows
    ]


def delete_oldest(db: sqlite3.Connection, partition: int, before: int, *, force: bool) -> int:
    """Delete the first messages that are older and that no group lacks, up to a certain number."""
    (first, end) = db.execute(
        "SELECT first, next FROM partitions WHERE id = ?", (partition,)
    ).fetchone()
    end = min(end, first + _DELETED_AT_ONCE)
    base = position(partition, 0)
    (kept,) = db.execute(
        "SELECT min(position) - ? FROM messages WHERE position >= ? AND position < ? AND at >= ?",
        (base, base + first, base + end, before),
    ).fetchone()
    (needed,) = db.execute(
        "SELECT min(committed) FROM progress WHERE partition = ?", (partition,)
    ).fetchone()
    limits = [end, kept, None if force else needed]
    cut = min(limit for limit in limits if limit is not None)
    if cut <= first:
        return 0
    db.execute(
        "DELETE FROM messages WHERE position >= ? AND position < ?", (base + first, base + cut)
    )
    db.execute("UPDATE partitions SET first = ? WHERE id = ?", (cut, partition))
    return int(cut - first)


def overwrite(
    db: sqlite3.Connection, places: Iterable[tuple[Partition, int]], value: bytes
) -> None:
    """Give the messages at these places another value and no key."""
    rows = db.execute("SELECT id, topic, number FROM partitions")
    ids = {Partition(row["topic"], row["number"]): row["id"] for row in rows}
    db.executemany(
        "UPDATE messages SET key = '', value = ? WHERE position = ?",
        [(value, position(ids[partition], offset)) for partition, offset in places],
    )
