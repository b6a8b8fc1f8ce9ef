"""What the platform in process asks of the engines and the components."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

from console.answers import (
    Erasing,
    ErasureReport,
    KnownErasure,
    Lifted,
    ReplayReport,
    ReplayStage,
)
from contracts.config import Applied, KeptSource, KeptWatch, Rate, Run
from contracts.documents import DocumentQuery, DocumentsFound, MentionWeek
from contracts.erasures import Erasure
from contracts.events import DeadLetter
from contracts.index import Filters, Found, Hit, Query
from contracts.log import Entry, Partition
from contracts.subjects import Watch
from crawler.schedule.plan import Runs
from stream.dead_letters import SentBack, Wanted
from stream.replay.run import Wanted as Replaying


class Index(Protocol):
    def search(self, query: Query) -> Found: ...

    def count(self, spaces: Sequence[str]) -> int: ...

    def scan(self, spaces: Sequence[str], filters: Filters) -> Iterator[Hit]: ...


class Documents(Protocol):
    def search(self, query: DocumentQuery) -> DocumentsFound: ...

    def count(self, spaces: Sequence[str]) -> int: ...

    def mentions(
        self, spaces: Sequence[str], subject: str, since: datetime, until: datetime
    ) -> list[MentionWeek]: ...


class Log(Protocol):
    def append(self, entries: Sequence[Entry]) -> None: ...

    def lag(self, group: str) -> dict[Partition, int]: ...

    def ends(self) -> dict[Partition, int]: ...


class WatchBook(Protocol):
    def put(self, watch: Watch) -> Applied: ...

    def all(self) -> list[KeptWatch]: ...

    def delete(self, name: str) -> bool: ...


class RunBook(Runs, Protocol):
    def get(self, run: int) -> Run | None: ...


class SourceBook(Protocol):
    def put(self, name: str, body: bytes) -> Applied: ...

    def get(self, name: str) -> KeptSource | None: ...

    def all(self) -> list[KeptSource]: ...

    def delete(self, name: str) -> bool: ...


class RateBook(Protocol):
    def rate(self, currency: str, base: str, on: date) -> Rate | None:
        """Return the newest of that day or before."""


class Pages(Protocol):
    """The archived ones."""

    def get(self, ref: str) -> bytes: ...


class Erasures(Protocol):
    def plan(self, wanted: Erasing) -> tuple[list[Erasure], ErasureReport]: ...

    def tell(self, told: Sequence[Erasure]) -> None: ...

    def purge(self, report: ErasureReport) -> ErasureReport:
        """Take every copy of what was erased."""

    def all(self) -> list[KnownErasure]: ...

    def lift(self, name: str) -> Lifted: ...


class Repairs(Protocol):
    """Replays and dead letters."""

    def letters(self, wanted: Wanted) -> list[DeadLetter]: ...

    def letter(self, name: str) -> tuple[DeadLetter, bytes | None]: ...

    def replay_letters(self, ids: Iterable[str]) -> SentBack: ...

    def replay(self, wanted: Replaying | None, report: ReplayStage) -> ReplayReport: ...

    def unfinished_replay(self) -> str:
        """Say which, and how far it is; "" when there is none."""

    def abort_replay(self) -> str: ...
