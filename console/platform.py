"""The one interface behind every command: in process on a home now, over REST later."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from contracts.config import Difference, Health, Run
from contracts.declared import DeclaredSource
from contracts.documents import DocumentFilters, MentionWeek
from contracts.erasures import Erasure
from contracts.events import DeadLetter
from contracts.frontier import Ledger
from contracts.index import Bucket, Filters
from contracts.prospects import Prospect
from contracts.records import Parsed, Salary
from contracts.subjects import Watch
from stream.dead_letters import SentBack, Wanted
from stream.replay.run import Wanted as Replaying


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


class FoundDocument(Struct, frozen=True, kw_only=True):
    """One document of an answer, field for field the public JSON."""

    id: str
    external_id: str
    source: str
    title: str
    score: float
    url: str
    language: str
    dated: datetime
    published_at: datetime | None
    fetched_at: datetime
    sentiment: float | None
    subjects: tuple[str, ...]
    """What it mentions, in the order of the text."""
    similar: int
    sentence: str
    """Where it mentions what was asked for."""


class DocumentAnswer(Struct, frozen=True, kw_only=True):
    query: str
    total: int
    hits: tuple[FoundDocument, ...]


class MentionsAnswer(Struct, frozen=True, kw_only=True):
    subject: str
    weeks: tuple[MentionWeek, ...]


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
    waiting: int
    """Left for hosts that rest: fetched while the platform is up, or by the next crawl."""
    troubled: dict[str, str]
    """Sources that were not read as they should be, with what they gave instead."""
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
    sources: dict[str, str]
    """What the last run came to, by source."""
    next_run: datetime | None
    """None: it runs by hand, or is suspended."""
    time_zone: str
    overdue: bool
    """Its time has come and nobody has begun it: no scheduler runs."""
    ledger: Ledger


class NextRun(Struct, frozen=True, kw_only=True):
    due_at: datetime
    begins_at: datetime
    """With its jitter."""
    note: str = ""
    """What a change of the clocks does to it."""


class WatchCard(Struct, frozen=True, kw_only=True):
    row: WatchRow
    next_runs: tuple[NextRun, ...]
    runs: tuple[Run, ...]
    """The newest first."""


class SourceRow(Struct, frozen=True, kw_only=True):
    name: str
    base_url: str
    interval_ms: int
    slots: int
    summary: str
    yields: tuple[str, ...] = ()
    origin: str = "built in"
    """Or the package that brings it, or `declared`."""
    health: str = ""
    """The outcome that its last pages amount to; "": it was never asked."""
    since: datetime | None = None
    fault: str = ""
    """Why it cannot be used."""


class SourceCard(Struct, frozen=True, kw_only=True):
    row: SourceRow
    terms: str
    needs: str
    secret: str
    """The name of the credential that its requests are sent with."""
    secret_is_set: bool
    personal: str
    pushes: tuple[str, ...]
    """Filters of a watch that its own search takes; the others are applied afterwards."""
    robots: str
    health: Health | None
    broke: Difference | None
    """What the failing page no longer has, and has instead."""


class ReplayReport(Struct, frozen=True, kw_only=True):
    name: str
    since: datetime
    resumed: bool
    """Another process had begun it."""
    pages: int
    """Parsed anew."""
    outcomes: dict[str, int]
    """What became of the messages read into the new index, by outcome."""
    embedded: int
    """Records whose vector changed, with `--step embed`."""
    added: int
    """Records that only the new index has."""
    refused: int
    reasons: dict[str, int]
    """Why, and how many."""
    seconds: float
    """Of this process."""


class Erasing(Struct, frozen=True, kw_only=True):
    """What to erase: one of them is given."""

    posting: str = ""
    """A record's id, or its whole address."""
    company: str = ""
    url: str = ""
    """What the address begins with."""


class ErasureReport(Struct, frozen=True, kw_only=True):
    ids: tuple[str, ...]
    """The erasures that keep it out."""
    postings: int
    titles: tuple[str, ...]
    """The first of them."""
    messages: int = 0
    """Overwritten on the log."""
    pages: int = 0
    """Taken out of the archive."""
    letters: int = 0


Report = Callable[[Progress], None]
ReplayStage = Callable[[str, int, int], None]
"""Hears the stage, and how many of how many are done in it."""


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

    def apply(
        self, watches: Sequence[Watch], sources: Sequence[DeclaredSource] = ()
    ) -> list[tuple[str, str]]:
        """Keep them; return (kind/name, `created`, `configured` or `unchanged`)."""

    def watches(self) -> list[WatchRow]: ...

    def watch(self, name: str) -> WatchCard: ...

    def delete_watch(self, name: str) -> Watch: ...

    def runs(self, watch: str, limit: int) -> list[Run]:
        """The newest first; "" is every watch."""

    def run(self, number: int) -> Run: ...

    def sources(self) -> list[SourceRow]: ...

    def source(self, name: str) -> SourceCard: ...

    def delete_source(self, name: str) -> DeclaredSource: ...

    def check_source(self, name: str, pages: Sequence[tuple[str, bytes, str]]) -> list[Check]:
        """Try its contract on it; `pages` are (name, body, address) that are read well."""

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

    def search_documents(
        self, text: str, *, limit: int = 10, offset: int = 0, filters: DocumentFilters
    ) -> DocumentAnswer: ...

    def mentions(self, name: str, weeks: int) -> MentionsAnswer:
        """What documents of the last weeks say of a subject, by week and source."""

    def results(self, watch: str, *, limit: int = 10, offset: int = 0) -> SearchAnswer:
        """What a watch found, by its spec."""

    def prospect(self, name: str, horizon: int) -> Prospect: ...

    def train(self) -> str:
        """Train now; return what came of it in one line."""

    def parse(
        self,
        source: str | DeclaredSource,
        body: bytes,
        *,
        url: str,
        now: datetime | None,
    ) -> Parsed:
        """Read a saved page by a source that is there, or by one that is only declared."""

    def replay(self, wanted: Replaying | None, report: ReplayStage) -> ReplayReport:
        """Fill a second index and put it in use; None goes on with the one that is unfinished."""

    def abort_replay(self) -> str:
        """Drop the unfinished one; return what it was, "" when there is none."""

    def plan_erasure(self, wanted: Erasing) -> ErasureReport:
        """What it would take out; nothing is done."""

    def erase(self, wanted: Erasing, report: Report) -> ErasureReport: ...

    def erasures(self) -> list[Erasure]: ...

    def lift_erasure(self, name: str, report: Report) -> Erasure: ...

    def dead_letters(self, wanted: Wanted) -> list[DeadLetter]:
        """The newest first."""

    def dead_letter(self, name: str) -> tuple[DeadLetter, bytes | None]:
        """With its message's bytes; None when they are not kept any more."""

    def replay_dead_letters(self, ids: Iterable[str]) -> SentBack: ...
