"""What the log's words are called on the brokers: each name begins with the installation's own."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from kafka import TopicPartition
from msgspec import Struct

from contracts.log import Message, Partition

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)


class Names(Struct, frozen=True):
    prefix: str

    def topic(self, name: str) -> str:
        return f"{self.prefix}{name}"

    def group(self, name: str) -> str:
        """The consumer group's id: who reads by another library uses the same."""
        return f"{self.prefix}{name}"

    def ours(self, name: str) -> bool:
        return name.startswith(self.prefix)

    def partition(self, place: TopicPartition) -> Partition:
        return Partition(place.topic.removeprefix(self.prefix), place.partition)

    def place(self, partition: Partition) -> TopicPartition:
        return TopicPartition(self.topic(partition.topic), partition.number)


def message(names: Names, record: Any) -> Message:  # noqa: ANN401 - kafka-python tells no types
    return Message(
        partition=names.partition(TopicPartition(record.topic, record.partition)),
        offset=record.offset,
        key=(record.key or b"").decode("utf-8", "replace"),
        value=record.value or b"",
        at=_EPOCH + record.timestamp * _MS,
    )


def stamp(moment: datetime) -> int:
    """A moment in the brokers' milliseconds: the first one that is not before it."""
    return -((_EPOCH - moment) // _MS)
