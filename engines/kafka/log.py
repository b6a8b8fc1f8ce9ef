"""The event log on Kafka."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from kafka import TopicPartition

from contracts.errors import ProspektError
from contracts.log import Entry, Message, Partition
from engines.kafka import offsets, retention
from engines.kafka import places as log_places
from engines.kafka.connection import Connection
from engines.kafka.history import merged
from engines.kafka.names import stamp
from engines.kafka.reader import KafkaReader, Member
from engines.kafka.settings import KafkaSettings
from engines.kafka.topics import faults
from engines.kafka.writer import KafkaWriter


class KafkaLog:
    """Implements `LogWriter`, `Backlog`, `LogHistory` and `LogPlaces`, and makes `LogReader`s.

    Topics are made by `engines.kafka.topics` and nowhere else. Nothing is asked of the brokers
    before the first call.
    """

    def __init__(self, settings: KafkaSettings) -> None:
        self._connection = Connection(settings)
        self._names = self._connection.names
        self._writer = KafkaWriter(self._connection)
        self._readers: list[KafkaReader] = []

    def append(self, entries: Sequence[Entry]) -> None:
        """All of them kept by enough brokers when it returns.

        When it raises, some may be there: append all again, a repeat changes nothing.
        """
        self._writer.append(entries)

    def reader(
        self, group: str, topics: Sequence[str], *, member: str, session_s: float = 10.0
    ) -> KafkaReader:
        """Join a group, all of whose members name the same topics."""
        words = Member(group=self._names.group(group), name=member, session_s=session_s)
        reader = KafkaReader(self._connection, words, topics)
        self._readers.append(reader)
        return reader

    def lag(self, group: str, topics: Sequence[str] | None = None) -> dict[Partition, int]:
        """Messages not yet committed in the topics that the group reads, or in those named.

        To a group that never came everything is news: nothing known is not nothing to do.
        """
        known = offsets.committed(self._connection, self._names.group(group))
        read = {place.topic for place in known}
        if topics is not None:
            read = {self._names.topic(topic) for topic in topics}
        everything = offsets.places(self._connection)
        asked = [place for place in everything if not read or place.topic in read]
        begins = offsets.first(self._connection, asked)
        ends = offsets.last(self._connection, asked)
        return {
            self._names.partition(place): ends[place] - max(begins[place], known.get(place, 0))
            for place in asked
        }

    def ends(self) -> dict[Partition, int]:
        """The offset that the next message of each partition will have."""
        ends = offsets.last(self._connection, offsets.places(self._connection))
        return {self._names.partition(place): end for place, end in ends.items()}

    def read(self, topic: str, *, since: datetime | None = None) -> Iterator[Message]:
        """Each partition in order, all by time, up to where the log ends when reading begins."""
        places = offsets.places(self._connection, topic)
        ends = offsets.last(self._connection, places)
        if since is None:
            starts = offsets.first(self._connection, places)
        else:
            starts = offsets.since(self._connection, places, stamp(since))
        return merged(
            self._connection,
            {place: start for place, start in starts.items() if start < ends[place]},
            ends,
        )

    def at(self, topics: Sequence[str], moment: datetime) -> dict[Partition, int]:
        """Where each partition's first message since then stands; its end where there is none."""
        return log_places.at(self._connection, topics, moment)

    def make(self, topics: Sequence[str]) -> None:
        """Make topics that no declaration names."""
        log_places.make(self._connection, topics)

    def place(self, group: str, positions: Mapping[Partition, int]) -> None:
        """Let a group begin there, whatever it had read; nobody may be reading for it."""
        log_places.place(self._connection, group, positions)

    def forget(self, groups: Sequence[str], topics: Sequence[str]) -> None:
        """Delete groups, and topics with all that they hold; those that are not there too."""
        log_places.forget(self._connection, groups, topics)

    def overwrite(self, messages: Sequence[Message], value: bytes) -> datetime | None:
        """Brokers write once: return when the last of it will be gone from their files.

        Of a topic that keeps the latest message of each key only, a later one takes their place.
        """
        self.append(
            [
                Entry(topic=each.partition.topic, key=each.key, value=value)
                for each in messages
                if retention.is_latest_only(each.partition.topic)
            ]
        )
        now = datetime.now(UTC)
        return max((retention.gone_by(each, now) for each in messages), default=None)

    def trim(self, topic: str, before: datetime, *, force: bool = False) -> int:
        """Delete what was appended before then and what every group that reads it has committed.

        `force` deletes what is not committed too.
        """
        places = offsets.places(self._connection, topic)
        begins = offsets.first(self._connection, places)
        targets = offsets.last(self._connection, places)
        targets |= offsets.since(self._connection, places, stamp(before))
        if not force:
            targets = self._spared(topic, targets)
        some = {place: end for place, end in targets.items() if end > begins[place]}
        if some:
            self._connection.ask(lambda admin: admin.delete_records(some))
        return sum(end - begins[place] for place, end in some.items())

    def ping(self) -> None:
        self._connection.ask(lambda admin: admin.describe_cluster())

    def faults(self) -> list[str]:
        """Where the brokers' topics differ from their declaration, and how to mend it."""
        return faults(self._connection)

    def close(self) -> None:
        """Its readers leave their groups."""
        for reader in self._readers:
            with suppress(ProspektError):  # else the session runs out by itself
                reader.close()
        self._writer.close()
        self._connection.close()

    def _spared(self, topic: str, targets: dict[TopicPartition, int]) -> dict[TopicPartition, int]:
        """No further than the slowest of the groups that read the topic."""
        name = self._names.topic(topic)
        for group in offsets.groups(self._connection):
            known = offsets.committed(self._connection, group)
            if any(place.topic == name for place in known):
                targets = {place: min(end, known.get(place, 0)) for place, end in targets.items()}
        return targets
