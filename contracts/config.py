"""The config store's words: watches and declared sources, runs, jobs, rates, edits, models."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from contracts.subjects import Watch

SEEDING: Final = "seeding"
CRAWLING: Final = "crawling"
"""The stages of a run."""


class Applied(StrEnum):
    """What `apply` did with a watch."""

    CREATED = "created"
    CONFIGURED = "configured"
    UNCHANGED = "unchanged"


class KeptWatch(Struct, frozen=True, kw_only=True):
    watch: Watch
    version: int
    """Greater after each change of any watch: what is above the last one seen is news."""

    @property
    def suspended(self) -> bool:
        return self.watch.spec.suspend


class KeptSource(Struct, frozen=True, kw_only=True):
    """A source that a user declared in YAML, or how a built-in one is to be asked."""

    name: str
    body: bytes
    """Its declaration, as the JSON of its contract; never a secret, only references to some."""
    version: int
    """As a watch's."""


class Health(Struct, frozen=True, kw_only=True):
    """How a source has fared: what its card and an alert tell of it."""

    source: str
    outcome: str
    """As judged over several pages; one odd page turns nothing."""
    at: datetime
    """Of its last page."""
    ok_at: datetime | None = None
    """Its last page that was read well."""
    since: datetime | None = None
    """When the outcome became what it is."""
    reason: str = ""
    """Why it is `changed` or `blocked`."""
    blob: str = ""
    """A page that showed it."""
    ok_blob: str = ""
    """The last page that was read well: the other side of a comparison."""


class Difference(Struct, frozen=True, kw_only=True):
    """Names that a parser may hold on to: what a good page had and a failing one has not."""

    gone: tuple[str, ...] = ()
    """The most frequent first."""
    new: tuple[str, ...] = ()
    size: tuple[int, int] = (0, 0)
    """Bytes of the good page and of the failing one."""


class Line(Struct, frozen=True, kw_only=True):
    """One line of a run's log."""

    at: datetime
    text: str


class SourceCount(Struct, frozen=True, kw_only=True):
    """What one source gave in a run."""

    pages: int = 0
    outcomes: dict[str, int] = {}
    """Pages by outcome."""
    retries: int = 0


class Run(Struct, frozen=True, kw_only=True):
    """One run of a watch; under way while it has no end."""

    id: int
    watch: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: str = ""
    counts: dict[str, int] = {}
    stages: dict[str, datetime] = {}
    """When each stage began: `seeding`, `crawling`, `indexing`."""
    sources: dict[str, SourceCount] = {}
    lines: tuple[Line, ...] = ()


class JobState(StrEnum):
    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"


class Job(Struct, frozen=True, kw_only=True):
    """Work that some process takes by lease: training, a replay, a backup."""

    id: int
    kind: str
    payload: dict[str, str]
    state: JobState
    run_at: datetime
    attempts: int = 0
    token: int = 0
    """Fencing: each claim gets a greater one, and an older one is refused."""
    worker: str = ""
    deadline: datetime | None = None
    said: str = ""
    """Its result, or why it failed."""


class Rate(Struct, frozen=True, kw_only=True):
    """What one unit of a currency is worth in the base currency on a day."""

    currency: str
    base: str
    date: date
    value: float
    source: str


class Edit(Struct, frozen=True, kw_only=True):
    """A user's change of the vocabulary, applied over what is shipped."""

    id: int
    kind: str
    """`skill`, `profession` or `stopword`."""
    term: str
    target: str
    """The canonical id it means; "" takes the term away."""
    at: datetime
    by: str = ""


class Model(Struct, frozen=True, kw_only=True):
    id: str
    kind: str
    blob: str
    trained_at: datetime
    promoted_at: datetime | None = None
    """When it was last made the champion of its kind."""
