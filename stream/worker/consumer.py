"""Faust's consumer with a commit of ours: what was delivered, in the generation it was read in."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final, cast

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import CommitFailedError, IllegalStateError
from aiokafka.structs import TopicPartition
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport
from faust.types import TP, TransportT

FETCH_WAIT_MS: Final = 250
"""How long a broker waits for messages before it answers that there are none."""
WAIT_SECONDS: Final = 0.2
"""How long is waited for messages of partitions that may have gone to others meanwhile."""


async def back_to_place(consumer: AIOKafkaConsumer) -> dict[TopicPartition, int]:
    """Read on from what the group has committed, or from the beginning where that is nothing.

    aiokafka's own way leaves a partition of which nothing is done yet where it stands: what was
    read there and given up would be passed over.
    """
    done = await _committed(consumer, consumer.assignment())
    new = [place for place, offset in done.items() if offset is None]
    begins = await consumer.beginning_offsets(new) if new else {}
    places = {place: begins[place] if offset is None else offset for place, offset in done.items()}
    for place, offset in places.items():
        consumer.seek(place, offset)
    return places


def take_turns(consumer: AIOKafkaConsumer, read: Iterable[TopicPartition]) -> None:
    """Put these partitions behind the others that have messages here.

    aiokafka reads on where it has read until all is read that came at once: a long backlog of one
    partition would keep those waiting that this member has just taken over.
    """
    fetched = consumer._fetcher._records  # noqa: SLF001 - no public door
    for place in read:
        if place in fetched:
            fetched.move_to_end(place)


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

    async def check(self) -> None:
        """Raise what keeps it from its group.

        aiokafka tells it to who reads by its own doors, which Faust does not, and waits till then.
        """
        await self.call_thread(self._check)

    async def _check(self) -> None:
        self._ensure_consumer()._coordinator.check_errors()  # noqa: SLF001 - no public door

    def _create_worker_consumer(self, transport: TransportT) -> AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(cast("Any", transport))
        # Faust sets 1.5 s, and until it has answered, a broker hears nothing else on that line.
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001 - no public door
        return consumer

    async def _fetch_records(
        self,
        consumer: AIOKafkaConsumer,
        active_partitions: set[TP],
        timeout: float | None = None,  # noqa: ASYNC109 - Faust's own
        max_records: int | None = None,
    ) -> Any:  # noqa: ANN401 - Faust's own types
        read = await super()._fetch_records(consumer, active_partitions, timeout, max_records)
        take_turns(consumer, read)
        return read

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
