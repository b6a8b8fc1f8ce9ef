"""A topic is read from a moment on, apart from any group: by replays and by tools."""

import heapq
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any, Final

from kafka import KafkaConsumer, TopicPartition

from contracts.log import Message
from engines.kafka.connection import Connection
from engines.kafka.errors import plain_errors
from engines.kafka.names import message

PAGE: Final = 500
"""Messages that are asked for at once."""
ENOUGH: Final = 2_000
"""Messages of one partition that wait for those of others; more are not fetched then."""
WAIT_MS: Final = 500


def merged(
    connection: Connection, starts: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int]
) -> Iterator[Message]:
    """Each partition in order, all by time."""
    if not starts:
        return
    with plain_errors(connection.servers), closing(_consumer(connection)) as consumer:
        consumer.assign(list(starts))
        for place, offset in starts.items():
            consumer.seek(place, offset)
        pages = _Pages(consumer, ends)
        streams = [pages.of(place) for place in starts]
        for record in heapq.merge(*streams, key=lambda each: each.timestamp):
            yield message(connection.names, record)


class _Pages:
    """What one consumer fetched of many partitions, handed out by each."""

    def __init__(self, consumer: KafkaConsumer, ends: Mapping[TopicPartition, int]) -> None:
        self._consumer = consumer
        self._ends = ends
        self._kept: dict[TopicPartition, deque[Any]] = {place: deque() for place in ends}

    def of(self, place: TopicPartition) -> Iterator[Any]:
        kept = self._kept[place]
        while kept or self._more(place):
            if not kept:
                self._fetch(place)
                continue
            record = kept.popleft()
            if record.offset >= self._ends[place]:
                return
            yield record

    def _more(self, place: TopicPartition) -> bool:
        """By its position, not by what came: compaction leaves gaps, also at the end."""
        return bool(self._consumer.position(place) < self._ends[place])

    def _fetch(self, wanted: TopicPartition) -> None:
        full = [place for place, kept in self._kept.items() if len(kept) >= ENOUGH]
        self._consumer.pause(*(place for place in full if place != wanted))
        found = self._consumer.poll(timeout_ms=WAIT_MS, max_records=PAGE)
        self._consumer.resume(*self._consumer.paused())
        for place, records in found.items():
            self._kept[place].extend(records)


def _consumer(connection: Connection) -> KafkaConsumer:
    return KafkaConsumer(
        **connection.options(),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        allow_auto_create_topics=False,
        metrics_enabled=False,
    )
