"""What flows: postings, documents, observations, and the facts about when a posting was up."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from contracts.frontier import Request


class Outcome(StrEnum):
    """What a source makes of a page."""

    OK = "ok"
    EMPTY = "empty"
    CHANGED = "changed"
    """The markup no longer matches: cards without postings are never `empty`."""
    BLOCKED = "blocked"
    UNCHANGED = "unchanged"
    """The same bytes as at the last visit: recorded by the crawler, never said by a source."""


class Salary(Struct, frozen=True, kw_only=True):
    min: float | None = None
    max: float | None = None
    currency: str
    """ISO 4217."""
    period: str = "month"
    """hour, day, month or year."""
    gross: bool | None = None


class Posting(Struct, frozen=True, kw_only=True):
    """A job ad as its source shows it."""

    external_id: str
    title: str
    url: str = ""
    company: str = ""
    places: tuple[str, ...] = ()
    remote: bool | None = None
    salary: Salary | None = None
    salary_text: str = ""
    """As written; the stream reads it when `salary` is absent."""
    posted_at: datetime | None = None
    valid_through: datetime | None = None
    employment: str = ""
    description: str = ""
    """Clean text; paragraphs are separated by newlines."""
    language: str = ""


class Document(Struct, frozen=True, kw_only=True):
    """Any other text about subjects."""

    external_id: str
    title: str
    text: str
    url: str = ""
    published_at: datetime | None = None
    language: str = ""
    """As its page says; the stream tells it from the text otherwise."""


class Observation(Struct, frozen=True, kw_only=True):
    """A number about a subject at a time."""

    subject: str
    metric: str
    at: datetime
    value: float


class Page(Struct, frozen=True, kw_only=True):
    """What a fetch brought: the request it answers and the bytes."""

    request: Request
    url: str
    """Where the bytes came from."""
    status: int
    body: bytes
    fetched_at: datetime
    headers: dict[str, str] = {}
    """Names in lower case."""


class Parsed(Struct, frozen=True, kw_only=True):
    """What a source reads from a page."""

    outcome: Outcome
    postings: tuple[Posting, ...] = ()
    """Complete ads, as a detail page or a rich listing shows them."""
    sightings: tuple[str, ...] = ()
    """External ids that a listing page shows as open."""
    documents: tuple[Document, ...] = ()
    observations: tuple[Observation, ...] = ()
    follow: tuple[Request, ...] = ()
    reason: str = ""
    """Why it is `changed` or `blocked`, for people."""


class Lifecycle(Struct, frozen=True, kw_only=True):
    """When a posting was up, merged by min and max: idempotent and free of order."""

    id: str
    space: str
    source: str
    first_seen: datetime | None = None
    """The earliest wins."""
    last_seen: datetime | None = None
    """The latest wins."""
    closed_at: datetime | None = None
    """A source's own word that it closed; void when it is seen later than that."""
    listing: str = ""
    """The listing that showed it; complete sweeps of that listing can close it."""
