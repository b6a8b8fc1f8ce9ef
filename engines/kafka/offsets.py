"""Where partitions begin and end, and how far groups have come."""

from collections.abc import Iterable

from kafka import TopicPartition
from kafka.admin import OffsetSpec

from engines.kafka.connection import Connection


def places(connection: Connection, topic: str | None = None) -> list[TopicPartition]:
    """Our partitions, of one topic or of all."""
    there = connection.topics()
    named = connection.names.topic(topic) if topic is not None else None
    return [
        TopicPartition(name, number)
        for name, numbers in there.items()
        for number in numbers
        if named in {None, name}
    ]


def first(connection: Connection, asked: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
    return _offsets(connection, asked, OffsetSpec.EARLIEST)


def last(connection: Connection, asked: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
    """The offset that the next message of each will have."""
    return _offsets(connection, asked, OffsetSpec.LATEST)


def since(
    connection: Connection, asked: Iterable[TopicPartition], stamp: int
) -> dict[TopicPartition, int]:
    """The first message of each that came then or later; absent where there is none."""
    found = _offsets(connection, asked, stamp)
    return {place: offset for place, offset in found.items() if offset >= 0}


def committed(connection: Connection, group: str) -> dict[TopicPartition, int]:
    """How far a group has come in our topics; empty for one that never came."""
    told = connection.ask(lambda admin: admin.list_group_offsets({group: None}))
    return {
        place: each.offset
        for place, each in told[group].items()
        if each.offset >= 0 and connection.names.ours(place.topic)
    }


def groups(connection: Connection) -> list[str]:
    """The ids of our consumer groups."""
    told = connection.ask(lambda admin: admin.list_groups())
    return [each["group_id"] for each in told if connection.names.ours(each["group_id"])]


def _offsets(
    connection: Connection, asked: Iterable[TopicPartition], spec: OffsetSpec | int
) -> dict[TopicPartition, int]:
    wanted = dict.fromkeys(asked, spec)
    if not wanted:
        return {}
    told = connection.ask(lambda admin: admin.list_partition_offsets(wanted))
    return {place: told[place].offset for place in wanted}
