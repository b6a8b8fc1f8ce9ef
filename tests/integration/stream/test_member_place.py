"""Where a member of a Kafka group reads on when it gave up what it had read."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from contracts.names import POSTINGS_RAW
from engines.kafka import topics
from engines.kafka.connection import Connection
from engines.kafka.log import KafkaLog
from engines.kafka.topics import Topic
from stream.worker.consumer import back_to_place, take_turns
from tests.contract.kafka_rig import kafka_settings
from tests.contract.log_rig import entries

MESSAGES = 20


@pytest.mark.parametrize("committed", [None, 0, 3])
def test_it_reads_on_from_what_was_committed_also_where_that_is_nothing(
    tmp_path: Path, committed: int | None
) -> None:
    settings = kafka_settings(tmp_path).model_copy(update={"partitions": 1})
    with closing(Connection(settings)) as connection:
        topics.make(connection, {POSTINGS_RAW: Topic()})
    with closing(KafkaLog(settings)) as log:
        log.append(entries(MESSAGES))
    place = TopicPartition(f"{settings.prefix}{POSTINGS_RAW}", 0)
    assert asyncio.run(_next_read(settings.servers, place, committed)) == (committed or 0)


def test_partitions_are_read_in_turns(tmp_path: Path) -> None:
    settings = kafka_settings(tmp_path).model_copy(update={"partitions": 2})
    with closing(Connection(settings)) as connection:
        topics.make(connection, {POSTINGS_RAW: Topic()})
    with closing(KafkaLog(settings)) as log:
        log.append(entries(MESSAGES))
    places = [TopicPartition(f"{settings.prefix}{POSTINGS_RAW}", number) for number in (0, 1)]
    first, second, third = asyncio.run(_turns(settings.servers, places))
    assert first == third != second


async def _turns(servers: str, places: list[TopicPartition]) -> list[TopicPartition]:
    """From which partitions single messages come when both have more of them."""
    async with _reading(servers, *places) as consumer:
        turns = []
        for place in places:
            await consumer.getone(place)
        for _ in range(3):
            (place,) = await consumer.getmany(timeout_ms=30_000, max_records=1)
            take_turns(consumer, [place])
            turns.append(place)
        return turns


async def _next_read(servers: str, place: TopicPartition, committed: int | None) -> int:
    async with _reading(servers, place) as consumer:
        assert (await consumer.getone(place)).offset == 0
        assert await consumer.position(place) == 1
        if committed is not None:
            await consumer.commit({place: committed})
        await back_to_place(consumer)
        offset: int = (await consumer.getone(place)).offset
        return offset


@asynccontextmanager
async def _reading(servers: str, *places: TopicPartition) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers,
        group_id=f"{places[0].topic}.reader",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    try:
        consumer.assign(places)
        yield consumer
    finally:
        await consumer.stop()
