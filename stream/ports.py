"""What the stream asks of the engines and of the embeddings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from contracts.frontier import Sweep
from contracts.index import Indexed, Verdict
from contracts.log import Entry, Message, Partition
from contracts.records import Lifecycle, Observation


class LogReader(Protocol):
    """One member of a consumer group."""

    def poll(self, limit: int, wait: float) -> list[Message]:
        """Next messages of the partitions this member holds; waits up to `wait` seconds."""

    def commit(self, positions: dict[Partition, int]) -> bool:
        """Everything below each offset is done; False when a partition was taken away meanwhile."""

    def close(self) -> None:
        """Leave the group, so that others take over at once."""


class LogWriter(Protocol):
    def append(self, entries: Sequence[Entry]) -> None: ...


class Backlog(Protocol):
    def lag(self, group: str) -> dict[Partition, int]:
        """Messages not yet committed, by partition."""


class RecordWriter(Protocol):
    def upsert(self, records: Sequence[Indexed]) -> list[Verdict]:
        """Write by id and version: an older one never overwrites, a repeat changes nothing."""

    def merge_lifecycles(self, lifecycles: Sequence[Lifecycle]) -> None:
        """Merge by min and max; may come before the record itself."""

    def end_sweeps(self, sweeps: Sequence[tuple[Sweep, bool]]) -> None:
        """Book ended walks (sweep, complete); two complete ones in a row close what they missed."""


class ObservationWriter(Protocol):
    def put_observations(self, observations: Sequence[tuple[str, str, Observation]]) -> None:
        """(space, source, observation): the last value for a subject, metric, source and time."""


class Signatures(Protocol):
    def join(self, record: str, bands: Sequence[int], now: datetime) -> str:
        """Atomically find or found the record's cluster; its id is the first member's."""


class Embedder(Protocol):
    def embed(self, texts: Sequence[str]) -> list[bytes]:
        """Unit vectors as little-endian float32; empty bytes for a text that says nothing."""
