"""Consumer groups: who is a member, and who reads which partition."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from contracts.errors import Misconfigured

_UNHELD: Final = """
UPDATE progress SET holder = NULL WHERE consumer = ? AND holder IS NOT NULL
AND holder NOT IN (SELECT generation FROM members WHERE consumer = ?)
"""


class Member(Struct, frozen=True, kw_only=True):
    """One reader's words about itself."""

    group: str
    name: str
    session_s: float


def shares(partitions: Sequence[int], members: Sequence[int]) -> dict[int, set[int]]:
    """Deal the partitions out in turn, so that shares differ by one at most (pure).

    It is dealt alike by all, so no member leads. The partitions of one topic stand side by side:
    so each topic is shared evenly too.
    """
    return {member: set(partitions[turn :: len(members)]) for turn, member in enumerate(members)}


def enter(db: sqlite3.Connection, group: str, partitions: Sequence[int]) -> None:
    """Make the group known to these partitions; retention then spares what it has not read."""
    db.execute("INSERT OR IGNORE INTO consumer_groups VALUES (?, 0)", (group,))
    db.executemany(
        "INSERT OR IGNORE INTO progress (consumer, partition) VALUES (?, ?)",
        [(group, partition) for partition in partitions],
    )


def epoch(db: sqlite3.Connection, group: str) -> int:
    row = db.execute("SELECT epoch FROM consumer_groups WHERE name = ?", (group,)).fetchone()
    return int(row["epoch"])


def next_epoch(db: sqlite3.Connection, group: str) -> int:
    """Tell the members that something changed."""
    db.execute("UPDATE consumer_groups SET epoch = epoch + 1 WHERE name = ?", (group,))
    return epoch(db, group)


def attend(db: sqlite3.Connection, member: Member, generation: int | None, now: float) -> int:
    """Say "here", join if need be, and bury the silent; return the member's generation.

    A reader that starts under the name of another takes its place at once: that is how a process
    that was killed comes back. If the other one still lives, it is told so.
    """
    row = db.execute(
        "SELECT generation FROM members WHERE consumer = ? AND name = ?",
        (member.group, member.name),
    ).fetchone()
    if row and generation is not None and row["generation"] != generation:
        raise Misconfigured(
            f"group {member.group!r}: another reader has taken the name {member.name!r}; "
            "give each reader a name of its own"
        )
    if not row or generation is None:
        generation = next_epoch(db, member.group)
    db.execute(
        "INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?, ?)",
        (member.group, member.name, generation, now, member.session_s),
    )
    _bury(db, member.group, now)
    return generation


def _bury(db: sqlite3.Connection, group: str, now: float) -> None:
    # A clock that was set back would keep the silent alive: nobody was seen in the future.
    db.execute("UPDATE members SET seen = min(seen, ?) WHERE consumer = ?", (now, group))
    db.execute("DELETE FROM members WHERE consumer = ? AND seen + session_s < ?", (group, now))
    if db.execute(_UNHELD, (group, group)).rowcount:
        next_epoch(db, group)


def generations(db: sqlite3.Connection, group: str) -> list[int]:
    """The live members, in the order they joined."""
    rows = db.execute("SELECT generation FROM members WHERE consumer = ? ORDER BY 1", (group,))
    return [row["generation"] for row in rows]


def held(db: sqlite3.Connection, group: str, generation: int) -> dict[int, int]:
    """What a member holds: partition and committed offset."""
    rows = db.execute(
        "SELECT partition, committed FROM progress WHERE consumer = ? AND holder = ?",
        (group, generation),
    )
    return {row["partition"]: row["committed"] for row in rows}


def take(db: sqlite3.Connection, group: str, generation: int, share: set[int]) -> None:
    """Take those of the share that nobody holds."""
    db.executemany(
        "UPDATE progress SET holder = ? WHERE consumer = ? AND partition = ? AND holder IS NULL",
        [(generation, group, partition) for partition in sorted(share)],
    )


def give_back(
    db: sqlite3.Connection, group: str, generation: int, partitions: Sequence[int]
) -> None:
    if partitions:
        db.executemany(
            "UPDATE progress SET holder = NULL WHERE consumer = ? AND partition = ? AND holder = ?",
            [(group, partition, generation) for partition in partitions],
        )
        next_epoch(db, group)


def commit(
    db: sqlite3.Connection, group: str, generation: int | None, offsets: Mapping[int, int]
) -> set[int]:
    """Move what the member holds, never back; return the partitions that it does not hold."""
    return {
        partition
        for partition, offset in offsets.items()
        if not db.execute(
            "UPDATE progress SET committed = max(committed, ?)"
            " WHERE consumer = ? AND partition = ? AND holder = ?",
            (offset, group, partition, generation),
        ).rowcount
    }


def beat(db: sqlite3.Connection, group: str, generation: int | None, now: float) -> bool:
    """Say "here" without joining again; False for one that was buried meanwhile."""
    seen = db.execute(
        "UPDATE members SET seen = ? WHERE consumer = ? AND generation = ?",
        (now, group, generation),
    )
    return seen.rowcount > 0


def leave(db: sqlite3.Connection, group: str, generation: int | None) -> None:
    db.execute("DELETE FROM members WHERE consumer = ? AND generation = ?", (group, generation))
    db.execute(_UNHELD, (group, group))
    next_epoch(db, group)
