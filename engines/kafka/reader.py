"""One member of a consumer group reads its share of the log."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import MemberToRemove
from kafka.errors import CommitFailedError, FencedInstanceIdError, RebalanceInProgressError
from kafka.structs import MemberState, OffsetAndMetadata
from msgspec import Struct

from contracts.log import Message, Partition
from engines.kafka.connection import ANSWER_MS, Connection
from engines.kafka.errors import plain_errors
from engines.kafka.names import message
from engines.kafka.offsets import committed, first

LONGEST_BEAT_MS: Final = 1_000
BEATS_PER_SESSION: Final = 4
LOOK_SECONDS: Final = 0.25
"""Between two looks at what the group asks, while there are no messages."""
JOIN_SECONDS: Final = 0.5
"""The least that a poll waits while the group shares anew: the client drops an answer that comes
between two polls, and asks again."""
_REFUSED: Final = (CommitFailedError, RebalanceInProgressError)


class Member(Struct, frozen=True, kw_only=True):
    """One reader's words about itself."""

    group: str
    """The group's id on the brokers."""
    name: str
    session_s: float


class KafkaReader:
    """Implements the port `LogReader`; for one thread, apart from `heartbeat`.

    At least once: what was polled and not committed comes again, here after a restart or to the
    member that takes over. A member that neither polls nor says "still here" for longer than its
    session loses its partitions; its late commits are refused. It follows the group to new shares
    when all that it polled is committed, so long as its session lasts.
    """

    def __init__(self, connection: Connection, member: Member, topics: Sequence[str]) -> None:
        self._connection = connection
        self._member = member
        with plain_errors(connection.servers):
            self._consumer = KafkaConsumer(**connection.options(), **_options(member))
            self._consumer.subscribe([connection.names.topic(topic) for topic in topics])
        # kafka-python has no public door to what the group asks of a member.
        self._coordinator = self._consumer._coordinator  # noqa: SLF001
        self._generation: tuple[int, str] | None = None
        self._asked_at: float | None = None
        """Since when the group asks it to share anew."""
        self._committed: dict[TopicPartition, int] = {}
        """Of each partition that it holds."""
        self._polled: dict[TopicPartition, int] = {}
        """The offset after the last message that was polled, of the same partitions."""

    def poll(self, limit: int, wait: float) -> list[Message]:
        deadline = time.monotonic() + wait
        while True:
            left = max(0.0, deadline - time.monotonic())
            with plain_errors(self._connection.servers):
                found = self._next(limit, min(left, LOOK_SECONDS))
            if found or not left:
                return [message(self._connection.names, each) for each in found]

    def commit(self, positions: dict[Partition, int]) -> bool:
        """Move forward what is held; False where something was polled before others held it."""
        wanted = {self._connection.names.place(each): positions[each] for each in positions}
        ours = {place: offset for place, offset in wanted.items() if self._holds(place, offset)}
        news = {place: ours[place] for place in ours if ours[place] > self._committed[place]}
        try:
            with plain_errors(self._connection.servers):
                return self._send(news) and len(ours) == len(wanted)
        finally:
            for place in wanted.keys() - ours.keys():
                self._polled.pop(place, None)

    def heartbeat(self) -> bool:
        """Say "still here" while the work between two polls takes long; from any thread.

        False when the member was given up already: its commits will be refused.
        """
        with plain_errors(self._connection.servers):
            self._coordinator.poll_heartbeat()
        return self._generation is None or not self._given_up()

    def close(self) -> None:
        """Leave, so that others take over at once: the brokers wait for a named member else."""
        member = self._consumer.group_metadata()
        self._consumer.close(timeout_ms=ANSWER_MS)
        if member.member_id and not self._connection.closed:
            leaving = MemberToRemove(member.member_id, self._member.name)
            self._connection.ask(
                lambda admin: admin.remove_group_members(self._member.group, [leaving])
            )

    def _next(self, limit: int, wait: float) -> list[Any]:
        if self._finishing():
            self._coordinator.poll_heartbeat()
            time.sleep(wait)
            return []
        if self._joining():
            wait = max(wait, JOIN_SECONDS)
        found = self._consumer.poll(timeout_ms=wait * 1_000, max_records=limit)
        again = self._enter()
        messages = [each for place in found.keys() - again for each in found[place]]
        for each in messages:
            self._polled[TopicPartition(each.topic, each.partition)] = each.offset + 1
        return messages

    def _finishing(self) -> bool:
        """Whether a new share waits until what was polled is committed; not for ever."""
        asked = self._coordinator.need_rejoin() and not self._given_up()
        if not (asked and self._outstanding()):
            self._asked_at = None
            return False
        self._asked_at = self._asked_at or time.monotonic()
        return time.monotonic() - self._asked_at < self._member.session_s / 2

    def _joining(self) -> bool:
        """Whether a new share is due or on its way.

        When only the topics changed, the client forgets that it waits for its share: it would
        stay without one, and without a heartbeat.
        """
        joining = bool(self._coordinator.rejoining or self._coordinator.need_rejoin())
        if joining:
            self._coordinator.request_rejoin()
        return joining

    def _enter(self) -> set[TopicPartition]:
        """Take up a new share; return the partitions that are read again from what is committed.

        The group is made known to partitions it never committed: retention spares them then.
        """
        state = self._coordinator.generation_if_stable()
        generation = state and (state.generation_id, state.member_id)
        if generation is None or generation == self._generation:
            return set()
        share: set[TopicPartition] = self._consumer.assignment()
        known = committed(self._connection, self._member.group)
        new = first(self._connection, share - known.keys())
        again = self._outstanding() & share
        self._generation, self._polled = generation, {}
        self._committed = {place: known.get(place, new.get(place, 0)) for place in share}
        for place in again:
            self._consumer.seek(place, self._committed[place])
        if new:
            self._send(new)
        return again

    def _outstanding(self) -> set[TopicPartition]:
        """What was polled and is not all committed."""
        return {place for place, end in self._polled.items() if end > self._committed[place]}

    def _holds(self, place: TopicPartition, offset: int) -> bool:
        """Whether all before it was polled or committed since the partition is held."""
        done = max(self._polled.get(place, 0), self._committed.get(place, 0))
        return place in self._committed and offset <= done

    def _send(self, offsets: Mapping[TopicPartition, int]) -> bool:
        """Tell the brokers; False when the group has gone on without this member."""
        told = {place: OffsetAndMetadata(offset, "", -1) for place, offset in offsets.items()}
        try:
            if told:
                self._consumer.commit(told, timeout_ms=ANSWER_MS)
        except _REFUSED:
            return False
        except FencedInstanceIdError:
            self._coordinator.request_rejoin()  # the next poll hears who took the name
            return False
        self._committed.update(offsets)
        return not self._given_up()

    def _given_up(self) -> bool:
        return self._consumer.group_metadata().state is MemberState.UNJOINED


def _options(member: Member) -> dict[str, Any]:
    session_ms = round(member.session_s * 1_000)
    return {
        "group_id": member.group,
        "group_instance_id": member.name,
        "session_timeout_ms": session_ms,
        "max_poll_interval_ms": session_ms,
        "heartbeat_interval_ms": min(LONGEST_BEAT_MS, session_ms // BEATS_PER_SESSION),
        "enable_auto_commit": False,
        "auto_offset_reset": "earliest",
        "allow_auto_create_topics": False,
        "metadata_max_age_ms": 30_000,
        "metrics_enabled": False,
    }
