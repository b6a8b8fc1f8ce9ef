"""Events on the log: past tense, frozen, each with a schema name and a version (see codec)."""

from datetime import datetime

from msgspec import Struct

from contracts.erasures import Erasure
from contracts.frontier import SweepEnd
from contracts.names import PUBLIC
from contracts.records import Document, Lifecycle, Observation, Outcome, Posting


class PageFetched(Struct, frozen=True, kw_only=True):
    """A page is archived; its bytes are in the blob store."""

    space: str
    source: str
    url: str
    status: int
    blob: str
    fetched_at: datetime
    outcome: Outcome
    role: str
    watch: str = ""
    sweep: str = ""
    request: bytes = b""
    """The request as the frontier keeps it, so that the page can be parsed again."""
    headers: dict[str, str] = {}


class PostingFound(Struct, frozen=True, kw_only=True):
    """A posting's text was read, by a crawl or from a file."""

    posting: Posting
    source: str
    fetched_at: datetime
    space: str = PUBLIC
    generation: int = 0
    blob: str = ""
    """The page it was read from."""
    first_seen: datetime | None = None
    """Where a source knows it better than our own fetch (an archive)."""
    closed_at: datetime | None = None
    listing: str = ""
    watch: str = ""


class PostingsSighted(Struct, frozen=True, kw_only=True):
    """A listing page showed these postings as open."""

    sightings: tuple[Lifecycle, ...]


class DocumentFound(Struct, frozen=True, kw_only=True):
    """A text that is no posting was read."""

    document: Document
    source: str
    fetched_at: datetime
    space: str = PUBLIC
    generation: int = 0
    blob: str = ""
    """The page it was read from."""
    watch: str = ""


class Observed(Struct, frozen=True, kw_only=True):
    """A number was read, from a page or a file."""

    observation: Observation
    source: str
    space: str = PUBLIC
    fetched_at: datetime | None = None
    """Of two values for the same moment, that of the later fetch stands."""
    generation: int = 0


class SweepEnded(Struct, frozen=True, kw_only=True):
    """A walk of a listing ended; only now may what it did not see count as closed."""

    end: SweepEnd


class SourceTurned(Struct, frozen=True, kw_only=True):
    """A source is no longer what it was: it turned `changed` or `blocked`, or `ok` again."""

    source: str
    outcome: Outcome
    since: datetime
    reason: str = ""
    """Why its last page could not be read."""
    url: str = ""
    blob: str = ""
    """That page."""


class DeadLetter(Struct, frozen=True, kw_only=True):
    """A message that can never succeed as it stands; its bytes are in the blob store."""

    topic: str
    partition: int
    offset: int
    key: str
    blob: str
    """Its bytes; empty for a letter of version 1."""
    inline: bytes = b""
    """The bytes of a letter of version 1."""
    stage: str
    """The step that refused it."""
    reason: str
    attempts: int
    at: datetime
    replayed_at: datetime | None = None
    """When its message was sent on its way again."""


class Erased(Struct, frozen=True, kw_only=True):
    """Records shall not be kept, or may be kept again: the last word on an erasure."""

    erasure: Erasure


class ErasureEnded(Struct, frozen=True, kw_only=True):
    """Every copy of what an erasure covers had gone: from the index, the log and the archive."""

    erasure: str
    """Its id."""
    at: datetime


class MessageErased(Struct, frozen=True, kw_only=True):
    """What a message held was erased; its place on the log stays."""

    at: datetime


class ReplayMoved(Struct, frozen=True, kw_only=True):
    """A replay came to a stage; its last word says where another process goes on."""

    name: str
    since: datetime
    reparse: bool = False
    step: str = ""
    """"embed": only the vectors are made anew."""
    stage: str
    """copying, parsing, filling, comparing, swapping, telling, done or dropped."""
    at: datetime
    begun_at: datetime
    reached: str = ""
    """The last id whose vector was made anew."""
    outcomes: dict[str, int] = {}
    """What became of the messages so far."""
    reasons: dict[str, int] = {}
    """Why some were refused, and how many."""
    reason: str = ""
    """Why it was dropped."""


Event = (
    PageFetched
    | PostingFound
    | PostingsSighted
    | DocumentFound
    | Observed
    | SweepEnded
    | SourceTurned
    | DeadLetter
    | Erased
    | ErasureEnded
    | MessageErased
    | ReplayMoved
)
