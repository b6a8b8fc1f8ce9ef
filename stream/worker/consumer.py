"""Faust's consumer with a commit of ours: what was delivered, in the generation it was read in."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, cast

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import CommitFailedError, IllegalStateError
from aiokafka.structs import TopicPartition
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport
from faust.types import TP


async def back_to_place(consumer: AIOKafkaConsumer) -> dict[TopicPartition, int]:
    """Read on from what the group has committed, or from the beginning where that is nothing.

    aiokafka's own way leaves a partition of which nothing is done yet where it stands: what was
    read there and given up would be passed over.
    """
    places: dict[TopicPartition, int] = await consumer.seek_to_committed()
    undone = [place for place, offset in places.items() if not offset]
    begins = await consumer.beginning_offsets(undone) if undone else {}
    for place, offset in begins.items():
        consumer.seek(place, offset)
    return {**places, **begins}


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

    async def seek_to_committed(self) -> Mapping[TP, int]:
        places: Mapping[TP, int] = await self.call_thread(self._back)
        return places

    async def _back(self) -> Mapping[TP, int]:
        places = await back_to_place(self._ensure_consumer())
        return {TP(*place): offset for place, offset in places.items()}

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
    """Its messages bear the generation in which they were asked for.

    Faust's bear the one in which they arrive. What is asked for at the old place and comes when
    the group has shared anew would count as read at the new place: all between the two would be
    passed over, and committed with what follows.
    """

    _asked_in = -1

    def _new_consumer_thread(self) -> MemberThread:
        return MemberThread(self, loop=self.loop, beacon=self.beacon)

    async def _wait_next_records(
        self,
        timeout: float,  # noqa: ASYNC109 - Faust's own
    ) -> tuple[Any, set[TP] | None]:
        if not self.flow_active:
            await self.wait(cast("Any", self.can_resume_flow))
        self._asked_in = self.app.consumer_generation_id
        records, places = await super()._wait_next_records(timeout)
        if self._asked_in == self.app.consumer_generation_id:
            return records, places
        with suppress(IllegalStateError):  # shared anew once more: all is read from its place then
            await self.perform_seek()
        return None, places

    def _to_message(self, tp: TP, record: Any) -> Any:  # noqa: ANN401 - Faust's own types
        message = super()._to_message(tp, record)
        message.generation_id = self._asked_in
        return message

    def on_buffer_full(self, tp: TP) -> None:
        """A full buffer holds the reader back by itself; to pause partitions costs a second."""

    @property
    def member(self) -> MemberThread:
        return cast("MemberThread", self._thread)


class MemberTransport(Transport):
    Consumer = MemberConsumer
