"""The Faust app: one thin agent over all topics, and the settings that make Faust harmless."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast

import faust
from faust.app.base import BootStrategy
from faust.auth import SASLCredentials, SSLCredentials
from faust.types import TP
from yarl import URL

from contracts.log import Message, Partition
from stream.worker.brokers import Brokers
from stream.worker.consumer import MemberConsumer, MemberTransport
from stream.worker.guard import Guard
from stream.worker.work import Work

WITHIN_SECONDS: Final = 0.1
"""The longest that a message waits for company."""
BEATS_PER_SESSION: Final = 5
BEAT_SECONDS: Final = 0.5
"""The longest between two heartbeats: their answers tell that the group shares anew."""
READS_PER_BATCH: Final = 8
"""So many partitions have their turn in each batch."""
ANSWER_SECONDS: Final = 30.0
FETCH_BYTES: Final = 64 * 1024
"""Of one partition at once, as the brokers keep it (packed): some 150 postings, for all that a
worker holds wait in its memory. A single message may be larger."""
NEVER_SECONDS: Final = 2_000_000.0
"""For how long a batch may take as far as the group is concerned: the watchdog judges it."""
PARTING: Final = 0.3
"""Of a session: how long the group waits for the batch in hand when it shares anew."""
PARTING_SECONDS: Final = 2.0
"""But no longer: all members stand still, and what is not committed comes again."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Member:
    """This worker in its group: it reads in batches, and commits what it is told."""

    def __init__(self, app: faust.App, brokers: Brokers, guard: Guard) -> None:
        self._app = app
        self._brokers = brokers
        self._guard = guard

    async def commit(self, generation: int, done: dict[Partition, int]) -> bool:
        offsets = {self._place(each): offset for each, offset in done.items()}
        if not await self._consumer.member.commit_in(generation, offsets):
            return False
        self._guard.moved(done)
        return True

    async def check(self) -> None:
        """Raise what keeps it from its group."""
        await self._consumer.member.check()

    def live(self, events: Iterable[Any]) -> tuple[int, list[Message]]:
        """The messages that were read since the group last shared; older ones come again."""
        generation: int = self._app.consumer_generation_id
        current = [each.message for each in events if each.message.generation_id == generation]
        return generation, [self._message(each) for each in current]

    async def seated(self, places: Iterable[TP]) -> None:
        share = list(places)
        await self._consumer.member.begin(share)
        self._guard.seated(self._partition(each) for each in share)

    @property
    def _consumer(self) -> MemberConsumer:
        return cast("MemberConsumer", self._app.consumer)

    def _partition(self, place: TP) -> Partition:
        return Partition(place.topic.removeprefix(self._brokers.prefix), place.partition)

    def _place(self, partition: Partition) -> TP:
        return TP(f"{self._brokers.prefix}{partition.topic}", partition.number)

    def _message(self, read: Any) -> Message:  # noqa: ANN401 - Faust types no bytes here
        milliseconds = round((read.timestamp or 0.0) * 1000)
        return Message(
            partition=self._partition(read.tp),
            offset=read.offset,
            key=(read.key or b"").decode("utf-8", "replace"),
            value=read.value or b"",
            at=_EPOCH + timedelta(milliseconds=milliseconds),
        )


def faust_app(brokers: Brokers, *, session_s: float, batch: int, folder: Path) -> faust.App:
    """Nothing but a member of a group: no tables, no producer, no web server, no topics made."""
    urls = [URL(f"kafka://{server}") for server in brokers.servers]
    app = faust.App(
        brokers.group,
        broker=urls,
        broker_credentials=_credentials(brokers),
        broker_client_id="prospekt",
        broker_session_timeout=session_s,
        broker_request_timeout=session_s + ANSWER_SECONDS,  # Faust refuses less than the session
        broker_heartbeat_interval=min(session_s / BEATS_PER_SESSION, BEAT_SECONDS),
        broker_max_poll_interval=NEVER_SECONDS,
        broker_max_poll_records=-(-batch // READS_PER_BATCH),
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=FETCH_BYTES,
        stream_buffer_maxsize=batch,
        stream_wait_empty=False,
        table_standby_replicas=0,
        topic_allow_declare=False,
        topic_disable_leader=True,
        reply_create_topic=False,
        autodiscover=False,
        web_enabled=False,
        web_bind="127.0.0.1",
        datadir=folder,
        store="memory://",
        key_serializer="raw",
        value_serializer="raw",
    )
    app.transport = MemberTransport(urls, app)
    app.boot_strategy = BootStrategy(app, enable_web=False, enable_kafka_producer=False)
    return app


def employ(
    app: faust.App, work: Work, member: Member, topics: Sequence[str], *, batch: int
) -> None:
    """Set the one agent to work. `acks` is off: what an agent raises or skips commits nothing."""
    channel = app.topic(*topics, key_type=bytes, value_type=bytes, acks=False)

    @app.agent(channel, name="indexer", concurrency=1)
    async def index(stream: Any) -> None:  # noqa: ANN401 - a stream of Faust's
        async for events in stream.noack_take(batch, within=WITHIN_SECONDS):
            await work.bring(*member.live(events))


def follow(app: faust.App, work: Work, member: Member, guard: Guard, *, parting_s: float) -> None:
    """Hear how the group shares: finish the batch in hand, then take up what comes."""

    @app.on_partitions_revoked.connect  # type: ignore[arg-type] # as Faust documents it
    async def leave(_sender: object, _revoked: object, **_: object) -> None:
        await work.rest(parting_s)
        guard.unseated()

    @app.on_partitions_assigned.connect  # type: ignore[arg-type] # as above
    async def enter(_sender: object, assigned: Iterable[TP], **_: object) -> None:
        await member.seated(assigned)


def _credentials(brokers: Brokers) -> SASLCredentials | SSLCredentials | None:
    if brokers.user:
        return SASLCredentials(
            username=brokers.user,
            password=brokers.password,
            mechanism=brokers.mechanism,
            ssl_context=brokers.tls,
        )
    return SSLCredentials(brokers.tls) if brokers.tls else None
