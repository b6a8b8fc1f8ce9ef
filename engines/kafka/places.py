"""Where groups begin, and the end of groups and of topics."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from kafka.structs import OffsetAndMetadata

from contracts.errors import Transient
from contracts.log import Partition
from engines.kafka import offsets, topics
from engines.kafka.connection import Connection
from engines.kafka.names import stamp
from engines.kafka.topics import Topic

_GONE: Final = frozenset({"OK", "GroupIdNotFoundError"})


def at(connection: Connection, names: Sequence[str], moment: datetime) -> dict[Partition, int]:
    places = [place for name in names for place in offsets.places(connection, name)]
    found = offsets.last(connection, places)
    found |= offsets.since(connection, places, stamp(moment))
    return {connection.names.partition(place): offset for place, offset in found.items()}


def make(connection: Connection, names: Sequence[str]) -> None:
    topics.make(connection, {name: Topic() for name in names})


def place(connection: Connection, group: str, positions: Mapping[Partition, int]) -> None:
    forget(connection, [group], [])
    wanted = {
        connection.names.place(each): OffsetAndMetadata(offset, "", -1)
        for each, offset in positions.items()
    }
    if wanted:
        name = connection.names.group(group)
        told = connection.ask(lambda admin: admin.alter_group_offsets(name, wanted))
        _agreed(name, {each.__name__ for each in told.values()} - {"NoError"})


def forget(connection: Connection, groups: Sequence[str], names: Sequence[str]) -> None:
    known = set(offsets.groups(connection))
    named = [name for group in groups if (name := connection.names.group(group)) in known]
    if named:
        told = connection.ask(lambda admin: admin.delete_groups(named))
        for name, answer in told.items():
            _agreed(name, {answer} - _GONE)
    there = connection.topics()
    old = [topic for name in names if (topic := connection.names.topic(name)) in there]
    if old:
        connection.ask(lambda admin: admin.delete_topics(old))


def _agreed(group: str, faults: set[str]) -> None:
    """A member that was killed holds its group until its session has run out."""
    if faults:
        raise Transient(f"group {group}: {', '.join(sorted(faults))}; it may still have a member")
