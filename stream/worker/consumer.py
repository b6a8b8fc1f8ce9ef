"""Faust's consumer with a commit of ours: what was delivered, in the generation it was read in."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final, cast

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import CommitFailedError, IllegalStateError
from aiokafka.structs import TopicPartition
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport
from faust.types import TP

WAIT_SECONDS: Final = 0.2
"""How long is waited for messages of partitions that may have gone to others meanwhile."""


async def back_to_place(consumer: AIOKafkaConsumer) -> dict[TopicPartition, int]:
    """Read on from what the group has committed, or from the beginning where that is nothing.

    aiokafka's own way leaves a partition of which nothing is done yet where it stands: what was
    read there and given up would be passed over.
    """
    done = await _committed(consumer, consumer.assignment())
    undone = [place for place, offset in done.items() if not offset]
    begins = await consumer.beginning_offsets(undone) if undone else {}
    places = {place: offset or begins[place] for place, offset in done.items()}
    for place, offset in places.items():
        consumer.seek(place, offset)
    return places


async def _committed(
    consumer: AIOKafkaConsumer, places: Iterable[TopicPartition]
) -> dict[TopicPartition, int | None]:
    """Ask for all at once: a worker may hold hundreds, and nothing is read until all are known."""
    asked = list(places)
    told = await asyncio.gather(*map(consumer.committed, asked))
    return dict(zip(asked, told, strict=True))


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
        done = await _committed(consumer, [TopicPartition(*place) for place in places])
        if new := [place for place, offset in done.items() if offset is None]:
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
        records, places = await super()._wait_next_records(min(timeout, WAIT_SECONDS))
        if not records:
            return None, places  # nor is there anything to go back for
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
