"""One member of a consumer group reads its share of the event log."""

import sqlite3
import time
from collections.abc import Mapping
from typing import Final

from contracts.log import Message, Partition
from engines.embedded import log_tables, membership
from engines.embedded.database import Database
from engines.embedded.membership import Member

SHORTEST_PAUSE: Final = 0.02
LONGEST_PAUSE: Final = 0.1
"""Between two looks at a log without news; it grows from the one to the other."""
BEATS_PER_SESSION: Final = 3


class SqliteReader:
    """Implements the port `LogReader`; for one thread, apart from `heartbeat`.

    At least once: what was polled and not committed comes again, here after a restart or to the
    member that takes over. A partition passes from one live member to another only when all that
    was polled from it is committed. A member that falls silent for longer than its session loses
    its partitions; its late commits are refused.
    """

    def __init__(
        self, database: Database, member: Member, partitions: Mapping[int, Partition]
    ) -> None:
        self._database = database
        self._member = member
        self._partitions = dict(sorted(partitions.items()))
        self._ids = {name: partition for partition, name in partitions.items()}
        self._generation: int | None = None
        self._epoch = -1
        self._balance_at = 0.0
        self._share: set[int] = set()
        self._committed: dict[int, int] = {}
        """Of each partition it holds."""
        self._positions: dict[int, int] = {}
        """The offset to be polled next, of the same partitions."""
        self._turn = 0
        with database.writing() as db:
            membership.enter(db, member.group, list(self._partitions))
        self._balance()

    def poll(self, limit: int, wait: float) -> list[Message]:
        deadline = time.monotonic() + wait
        pause = SHORTEST_PAUSE
        while True:
            messages = self._next(limit)
            left = deadline - time.monotonic()
            if messages or left <= 0:
                return messages
            time.sleep(min(pause, left))
            pause = min(pause * 1.5, LONGEST_PAUSE)

    def commit(self, positions: dict[Partition, int]) -> bool:
        offsets = {self._ids[name]: offset for name, offset in positions.items()}
        with self._database.writing() as db:
            lost = membership.commit(db, self._member.group, self._generation, offsets)
        for partition in offsets.keys() - lost:
            self._committed[partition] = max(self._committed[partition], offsets[partition])
        if lost or self._positions.keys() - self._share:
            self._balance_at = 0.0
        return not lost

    def heartbeat(self) -> bool:
        """Say "still here" while the work between two polls takes long; from any thread.

        False when the member was given up already: its commits will be refused.
        """
        with self._database.writing() as db:
            return membership.beat(db, self._member.group, self._generation, time.time())

    def close(self) -> None:
        with self._database.writing() as db:
            membership.leave(db, self._member.group, self._generation)
        self._generation, self._positions, self._balance_at = None, {}, 0.0

    def _next(self, limit: int) -> list[Message]:
        while True:
            if time.monotonic() >= self._balance_at:
                self._balance()
            with self._database.reading() as db:
                # Membership and messages are seen in one snapshot: what is returned was held.
                if membership.epoch(db, self._member.group) == self._epoch:
                    messages = self._read(db, limit)
                    break
            self._balance_at = 0.0
        for message in messages:
            self._positions[self._ids[message.partition]] = message.offset + 1
        return messages

    def _read(self, db: sqlite3.Connection, limit: int) -> list[Message]:
        """Something of each partition that has news, another one first each time."""
        ends = log_tables.ends(db)
        ready = [
            partition
            for partition, start in self._positions.items()
            if partition in self._share and start < ends[partition]
        ]
        self._turn = (self._turn + 1) % (len(ready) or 1)
        messages: list[Message] = []
        for turn, partition in enumerate(ready[self._turn :] + ready[: self._turn]):
            quota = -(-(limit - len(messages)) // (len(ready) - turn))
            place = (partition, self._partitions[partition])
            start, end = self._positions[partition], ends[partition]
            messages += log_tables.select(db, place, start, end, quota)
        return messages

    def _balance(self) -> None:
        """Say "here", give back what is the share of others, take what is ours and free."""
        group = self._member.group
        with self._database.writing() as db:
            generation = membership.attend(db, self._member, self._generation, time.time())
            members = membership.generations(db, group)
            share = membership.shares(list(self._partitions), members)[generation]
            held = membership.held(db, group, generation)
            foreign = [each for each in held if each not in share and not self._outstanding(each)]
            membership.give_back(db, group, generation, foreign)
            membership.take(db, group, generation, share)
            held = membership.held(db, group, generation)
            epoch = membership.epoch(db, group)
        known = self._positions if generation == self._generation else {}
        self._positions = {each: known.get(each, start) for each, start in held.items()}
        self._committed = held
        self._generation, self._epoch, self._share = generation, epoch, share
        self._balance_at = time.monotonic() + self._member.session_s / BEATS_PER_SESSION

    def _outstanding(self, partition: int) -> bool:
        """Whether some of it was polled and is not yet committed."""
        start = self._committed.get(partition, 0)
        return self._positions.get(partition, start) > start
