"""Faust's consumer with a commit of ours: what was delivered, in the generation it was read in."""

from collections.abc import Iterable, Mapping
from typing import cast

from aiokafka.errors import CommitFailedError, IllegalStateError
from aiokafka.structs import TopicPartition
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport
from faust.types import TP


class MemberThread(AIOKafkaConsumerThread):
    """The thread that talks to the brokers; its heartbeats go on whatever the worker does."""

    async def commit_in(self, generation: int, offsets: Mapping[TP, int]) -> bool:
        """Commit, if the group has not shared anew since; True when the brokers took it."""
        return bool(await self.call_thread(self._commit_in, generation, offsets))

    async def begin(self, places: Iterable[TP]) -> None:
        """Commit where reading begins in partitions that the group never committed.

        It is known to read them from then on: they count as backlog, and retention spares them.
        """
        await self.call_thread(self._begin, list(places))

    async def _commit_in(self, generation: int, offsets: Mapping[TP, int]) -> bool:
        if generation != self.app.consumer_generation_id:
            return False
        told = {TopicPartition(*place): offset for place, offset in offsets.items()}
        try:
            await self._ensure_consumer().commit(told)
        except (CommitFailedError, IllegalStateError):
            return False
        return True

    async def _begin(self, places: list[TP]) -> None:
        consumer = self._ensure_consumer()
        asked = [TopicPartition(*place) for place in places]
        new = [place for place in asked if await consumer.committed(place) is None]
        if new:
            await consumer.commit(await consumer.beginning_offsets(new))


class MemberConsumer(Consumer):
    def _new_consumer_thread(self) -> MemberThread:
        return MemberThread(self, loop=self.loop, beacon=self.beacon)

    def on_buffer_full(self, tp: TP) -> None:
        """A full buffer holds the reader back by itself; to pause partitions costs a second."""

    @property
    def member(self) -> MemberThread:
        return cast("MemberThread", self._thread)


class MemberTransport(Transport):
    Consumer = MemberConsumer
