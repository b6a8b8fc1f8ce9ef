"""The one interface behind every command: in process on a home now, over REST later."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from contracts.events import DeadLetter
from contracts.frontier import Ledger
from contracts.index import Bucket, Filters
from contracts.prospects import Prospect
from contracts.records import Parsed, Salary
from contracts.subjects import Watch


class SearchHit(Struct, frozen=True, kw_only=True):
    """One posting of an answer, field for field the public JSON."""

    id: str
    external_id: str
    source: str
    title: str
    company: str
    score: float
    url: str
    places: tuple[str, ...]
    remote: bool | None
    salary: Salary | None
    employment: str
    language: str
    skills: tuple[str, ...]
    professions: tuple[str, ...]
    posted_at: datetime | None
    first_seen: datetime | None
    last_seen: datetime | None
    closed_at: datetime | None
    similar: int
    snippet: str


class SearchAnswer(Struct, frozen=True, kw_only=True):
    query: str
    total: int
    hits: tuple[SearchHit, ...]
    facets: dict[str, tuple[Bucket, ...]] = {}


class Refusal(Struct, frozen=True, kw_only=True):
    """A row that was not taken, and why."""

    line: int
    reason: str


class ImportReport(Struct, frozen=True, kw_only=True):
    source: str
    read: int
    taken: int
    refused: int
    refusals: tuple[Refusal, ...]
    """The first of them."""
    indexed: int
    """Records in the index when it ended."""


class CrawlReport(Struct, frozen=True, kw_only=True):
    watches: tuple[str, ...]
    listings: int
    already_under_way: int
    """Listings that another crawl is still walking: it brings what they show."""
    pages: int
    """Fetched for these watches meanwhile."""
    dead: int
    """Those of them that could not be fetched."""
    ledger: Ledger
    """All that the frontier has ever had."""
    indexed: int


class Progress(Struct, frozen=True, kw_only=True):
    """What long work shows while it goes on."""

    done: int
    """Pages fetched, or rows taken."""
    queued: int
    leased: int
    dead: int
    indexed: int
    lag: int


class ProcessState(Struct, frozen=True, kw_only=True):
    role: str
    pid: int | None
    falls: int
    failed: str = ""


class Status(Struct, frozen=True, kw_only=True):
    home: Path
    up: bool
    since: datetime | None
    now: datetime
    urls: dict[str, str]
    processes: tuple[ProcessState, ...]
    ledger: Ledger
    lag: int
    indexed: int
    dead_letters: int
    watches: int
    model: str
    disk_bytes: int


class WatchRow(Struct, frozen=True, kw_only=True):
    watch: Watch
    last_run: datetime | None
    last_outcome: str
    ledger: Ledger


class SourceRow(Struct, frozen=True, kw_only=True):
    name: str
    base_url: str
    interval_ms: int
    slots: int
    summary: str


class ReplayReport(Struct, frozen=True, kw_only=True):
    pages: int
    """Parsed anew."""
    postings: int
    """Taken again."""
    refused: int


Report = Callable[[Progress], None]


class Check(Struct, frozen=True, kw_only=True):
    """One thing that a machine or an engine must have."""

    name: str
    ok: bool
    says: str
    mend: str = ""
    """The command or the step that mends it."""


class Platform(Protocol):
    def status(self) -> Status: ...

    def progress(self) -> Progress: ...

    def apply(self, watches: Sequence[Watch]) -> list[tuple[str, str]]:
        """Keep them; return (name, `created`, `configured` or `unchanged`)."""

    def watches(self) -> list[WatchRow]: ...

    def delete_watch(self, name: str) -> Watch: ...

    def sources(self) -> list[SourceRow]: ...

    def crawl(self, names: Sequence[str], report: Report, *, settle: bool = True) -> CrawlReport:
        """Sweep the listings of these watches; with `settle`, end when all is searchable."""

    def settle(self, report: Report) -> None:
        """Wait until all that is on the log now is searchable."""

    def import_file(
        self,
        file: Path,
        *,
        source: str,
        mapping: dict[str, str],
        as_of: datetime | None,
        listing: str,
        report: Report,
        settle: bool = True,
    ) -> ImportReport:
        """Take the rows the way of a crawl; with `settle`, end when all are searchable."""

    def export(self, filters: Filters) -> Iterator[dict[str, Any]]: ...

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        offset: int = 0,
        filters: Filters,
        facets: Sequence[str] = (),
    ) -> SearchAnswer: ...

    def prospect(self, name: str, horizon: int) -> Prospect: ...

    def train(self) -> str:
        """Train now; return what came of it in one line."""

    def parse(self, source: str, body: bytes, *, url: str, now: datetime | None) -> Parsed: ...

    def replay(
        self, since: datetime, *, reparse: bool, report: Callable[[int], None]
    ) -> ReplayReport: ...

    def dead_letters(self) -> list[DeadLetter]: ...

    def replay_dead_letters(self, ids: Iterable[str]) -> int: ...
