"""What the stream asks of the engines and of the embeddings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from contracts.config import KeptWatch
from contracts.documents import DocumentHit, Fetched, IndexedDocument
from contracts.erasures import Erasure, nothing
from contracts.frontier import Sweep
from contracts.index import Hit, Indexed, Surveyed, Verdict
from contracts.log import Entry, Message, Partition
from contracts.records import Lifecycle, Observation


class LogReader(Protocol):
    """One member of a consumer group."""

    def poll(self, limit: int, wait: float) -> list[Message]:
        """Next messages of the partitions this member holds; waits up to `wait` seconds."""

    def commit(self, positions: dict[Partition, int]) -> bool:
        """Everything below each offset is done; False when a partition was taken away meanwhile."""

    def heartbeat(self) -> bool:
        """Say "still here" while a batch takes long; False when the group gave this member up."""

    def close(self) -> None:
        """Leave the group, so that others take over at once."""


class LogWriter(Protocol):
    def append(self, entries: Sequence[Entry]) -> None:
        """All of them durable when it returns; when it raises, some may be: append all again."""


class Backlog(Protocol):
    def lag(self, group: str) -> dict[Partition, int]:
        """Messages not yet committed, by partition."""


class LogHistory(Protocol):
    def read(self, topic: str, *, since: datetime | None = None) -> Iterator[Message]:
        """Every message of a topic that was appended from then on, apart from any group."""


class LogPlaces(Protocol):
    """Where groups begin, and the end of groups and of topics."""

    def ends(self) -> dict[Partition, int]:
        """The offset that the next message of each partition will have."""

    def at(self, topics: Sequence[str], moment: datetime) -> dict[Partition, int]:
        """Where each partition's first message since then stands; its end where there is none."""

    def make(self, topics: Sequence[str]) -> None:
        """Make topics that no declaration names."""

    def place(self, group: str, positions: Mapping[Partition, int]) -> None:
        """Let a group begin there, whatever it had read; nobody may be reading for it."""

    def forget(self, groups: Sequence[str], topics: Sequence[str]) -> None:
        """Delete groups, and topics with all that they hold; those that are not there too."""


class LogReaders(Protocol):
    def reader(
        self, group: str, topics: Sequence[str], *, member: str, session_s: float
    ) -> LogReader: ...

    def lag(self, group: str, topics: Sequence[str] | None = None) -> dict[Partition, int]: ...


class IndexBuilds(Protocol):
    """Copies of the index, one of which is live. A build's own engines are opened by its name."""

    def live(self) -> str:
        """The name of the live one."""

    def begin(self, name: str) -> None:
        """Copy the live one beside it, whatever was there of that name."""

    def swap(self, name: str) -> None:
        """Make it live in one step, for every process; again changes nothing."""

    def clear(self) -> None:
        """Remove all but the live one."""


class Leader(Protocol):
    def lead(self, name: str, holder: str, seconds: float) -> bool:
        """Take the lead, or keep it, for so long; False: somebody else has it."""

    def resign(self, name: str, holder: str) -> bool: ...


class Suspects(Protocol):
    """Notes of the messages that are worked on; they outlive a process that dies of one."""

    def deaths(self, messages: Sequence[Message]) -> list[int]:
        """How often each was held by a process that never released it."""

    def hold(self, messages: Sequence[Message]) -> None: ...

    def release(self, messages: Sequence[Message]) -> None:
        """Forget them: the work on them ended, well or badly."""


class BlobWriter(Protocol):
    def put(self, bodies: Sequence[bytes]) -> list[str]:
        """Keep each body durably; return what it is found by."""


class BlobReader(Protocol):
    def get(self, ref: str) -> bytes: ...


class Blobs(BlobWriter, BlobReader, Protocol):
    """Both sides of the blob store."""


class BlobEraser(BlobReader, Protocol):
    def delete(self, refs: Sequence[str]) -> None: ...


class LogEraser(LogHistory, Protocol):
    """A log whose messages can be overwritten, or go by retention in its time."""

    def overwrite(self, messages: Sequence[Message], value: bytes) -> datetime | None:
        """Put another value in their places, and no key.

        Where that cannot be, return until when what they say may stand.
        """


class RecordWriter(Protocol):
    def upsert(
        self, records: Sequence[Indexed], lifecycles: Sequence[Lifecycle] = ()
    ) -> list[Verdict]:
        """Write by id and version: an older one never overwrites, a repeat changes nothing.

        With each may come its lifecycle, merged as by `merge_lifecycles` where the record is
        there afterwards.
        """

    def erase(
        self, erasures: Sequence[Erasure], forget: Callable[[list[str]], None] = nothing
    ) -> list[str]:
        """Take out what they cover, return its ids, and keep it out: verdict `erased`.

        What lifted ones covered may come again. Repeats and order change nothing. A cluster
        whose head goes has another one. `forget` is told of the ids while they are still there:
        where it fails nothing is lost to the repeat.
        """

    def merge_lifecycles(self, lifecycles: Sequence[Lifecycle]) -> None:
        """Merge by min and max; may come before the record itself."""

    def end_sweeps(self, sweeps: Sequence[tuple[Sweep, bool]]) -> None:
        """Book ended walks (sweep, complete); two complete ones in a row close what they missed."""


class RecordReader(Protocol):
    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> list[Hit]:
        """Return those of the ids that are there."""


class Survey(Protocol):
    def survey(self) -> Iterator[Surveyed]:
        """All of every space, in the order of ids."""


class DocumentReader(Protocol):
    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> list[DocumentHit]:
        """Return those of the ids that are there."""


class ObservationWriter(Protocol):
    def put_observations(self, observations: Sequence[tuple[str, str, Observation, int]]) -> None:
        """(space, source, observation, version): one value for a subject, metric, source and time.

        That of the latest version stands, whatever the order; of two in one version the greater.
        """


class DocumentWriter(Protocol):
    def upsert(self, records: Sequence[IndexedDocument]) -> list[Verdict]:
        """Write by id and version: an older one never overwrites, a repeat changes nothing."""

    def erase(
        self, erasures: Sequence[Erasure], forget: Callable[[list[str]], None] = nothing
    ) -> list[str]:
        """Take out and keep out, as of postings, what they cover among documents."""

    def note_fetches(self, fetches: Sequence[Fetched]) -> None:
        """Keep in which weeks a source was looked at: where it was not, nothing is no zero."""


class WatchList(Protocol):
    def all(self) -> list[KeptWatch]: ...


class Signatures(Protocol):
    def join(self, items: Sequence[tuple[str, Sequence[int], datetime]]) -> list[str]:
        """Atomically find or found the cluster of each (record, bands, when it appeared).

        A cluster's id is its first member's; a record that joins again stays where it is.
        """

    def forget(self, ids: Sequence[str]) -> None:
        """Take records out of their clusters, with the bands that only they had.

        A cluster keeps its id, also when the record that it is named after goes.
        """


class Embedder(Protocol):
    def embed(self, texts: Sequence[str]) -> list[bytes]:
        """Unit vectors as little-endian float32; empty bytes for a text that says nothing."""


class Meter(Protocol):
    def step(self, name: str, seconds: float) -> None: ...

    def ended(self, topic: str, outcome: str) -> None: ...
