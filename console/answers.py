"""What a command is told: the answers of a platform, and the words of its reports."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from contracts.config import Difference, Health, Run
from contracts.documents import MentionWeek
from contracts.erasures import Erasure
from contracts.frontier import Ledger
from contracts.index import Bucket
from contracts.records import Salary
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
    note: str = ""
    """Why nothing can mention it."""


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
    documents: int
    """In their own index."""


class Progress(Struct, frozen=True, kw_only=True):
    """What long work shows while it goes on."""

    done: int
    """Pages fetched, or rows taken."""
    queued: int
    leased: int
    dead: int
    indexed: int
    """Postings."""
    documents: int
    """Indexed too."""
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
    documents: int
    dead_letters: int
    replay: str = ""
    """Which one is not ended."""
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
    """A posting's id, or its whole address."""
    company: str = ""
    url: str = ""
    """What the address begins with, of postings and of documents."""
    document: str = ""
    """A document's id, or its whole address."""


class ErasureReport(Struct, frozen=True, kw_only=True):
    ids: tuple[str, ...]
    """The erasures that keep it out."""
    named: tuple[str, ...] = ()
    """What these name: ids of postings or documents, a company, an address."""
    postings: int
    documents: int
    titles: tuple[str, ...]
    """The first of them."""
    messages: int = 0
    """Of the log."""
    kept_until: datetime | None = None
    """Until when these may stand there, where the log cannot overwrite them."""
    pages: int = 0
    """Taken out of the archive."""
    letters: int = 0


class KnownErasure(Erasure, frozen=True, kw_only=True):
    """An erasure of the list."""

    ended_at: datetime | None
    """When every copy had gone; None: it is begun, not ended."""


class Lifted(Erasure, frozen=True, kw_only=True):
    """An erasure that covers nothing any more, and those that still cover some of the same."""

    still: tuple[Erasure, ...]


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
