"""The event log's words."""

from datetime import datetime

from msgspec import Struct


class Partition(Struct, frozen=True, order=True):
    topic: str
    number: int


class Entry(Struct, frozen=True, kw_only=True):
    """What is appended: entries of one key keep their order."""

    topic: str
    key: str
    value: bytes


class Message(Struct, frozen=True, kw_only=True):
    """What is read."""

    partition: Partition
    offset: int
    key: str
    value: bytes
    at: datetime
