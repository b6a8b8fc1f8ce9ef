"""Where groups begin, and the end of groups and of topics."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

from contracts.log import Partition
from engines.embedded import log_tables

_FIRST: Final = (
    "SELECT min(position) FROM messages WHERE position >= ? AND position < ? AND at >= ?"
)


def at(db: sqlite3.Connection, topics: Sequence[str], moment: int) -> dict[Partition, int]:
    ends = log_tables.ends(db)
    found = {}
    for topic in topics:
        for number, partition in log_tables.partitions(db, topic).items():
            base = log_tables.position(number, 0)
            (first,) = db.execute(_FIRST, (base, base + ends[number], moment)).fetchone()
            found[partition] = ends[number] if first is None else first - base
    return found


def place(db: sqlite3.Connection, group: str, positions: Mapping[Partition, int]) -> None:
    forget(db, [group], [])
    db.execute("INSERT INTO consumer_groups VALUES (?, 0)", (group,))
    db.executemany(
        "INSERT INTO progress (consumer, partition, committed)"
        " SELECT ?, id, ? FROM partitions WHERE topic = ? AND number = ?",
        [(group, offset, each.topic, each.number) for each, offset in positions.items()],
    )


def forget(db: sqlite3.Connection, groups: Sequence[str], topics: Sequence[str]) -> None:
    for group in groups:
        db.execute("DELETE FROM progress WHERE consumer = ?", (group,))
        db.execute("DELETE FROM members WHERE consumer = ?", (group,))
        db.execute("DELETE FROM consumer_groups WHERE name = ?", (group,))
    for number in [each for topic in topics for each in log_tables.partitions(db, topic)]:
        span = (log_tables.position(number, 0), log_tables.position(number + 1, 0))
        db.execute("DELETE FROM messages WHERE position >= ? AND position < ?", span)
        db.execute("DELETE FROM progress WHERE partition = ?", (number,))
        db.execute("DELETE FROM partitions WHERE id = ?", (number,))
