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
from stream.worker.consumer import back_to_place
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
async def _reading(servers: str, place: TopicPartition) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers,
        group_id=f"{place.topic}.reader",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    try:
        consumer.assign([place])
        yield consumer
    finally:
        await consumer.stop()
