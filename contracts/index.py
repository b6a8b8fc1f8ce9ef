"""The index's words: what is kept of a record, how it is asked for, what comes back."""

from datetime import date, datetime

from msgspec import Struct

from contracts.records import Salary


class Indexed(Struct, frozen=True, kw_only=True):
    """A posting understood: the document of the index (its lifecycle is merged apart)."""

    id: str
    version: int
    space: str
    source: str
    external_id: str
    url: str
    title: str
    company: str
    places: tuple[str, ...]
    """Canonical names."""
    remote: bool | None
    salary: Salary | None
    employment: str
    language: str
    posted_at: datetime | None
    fetched_at: datetime
    description: str
    requirements: str
    """The paragraphs that say what the job asks for."""
    skills: tuple[str, ...]
    """Canonical ids."""
    professions: tuple[str, ...]
    """Canonical ids, the best first."""
    tokens: str
    """Our own tokens joined by single spaces: what full text is matched on."""
    vector: bytes
    """Little-endian float32, of unit length; empty when the text says nothing."""
    cluster: str
    """The id of the earliest of its near-duplicates; it is a head when that is its own id."""
    blob: str = ""
    watch: str = ""

    @property
    def head(self) -> bool:
        return self.cluster == self.id


class Filters(Struct, frozen=True, kw_only=True):
    """All that are given must hold; within one field, any of its values."""

    ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    professions: tuple[str, ...] = ()
    employment: tuple[str, ...] = ()
    watches: tuple[str, ...] = ()
    remote: bool | None = None
    open_at: datetime | None = None
    """Up at that moment."""
    seen_from: datetime | None = None
    """first_seen at or after."""
    seen_before: datetime | None = None
    heads: bool = False
    """Only the heads of clusters."""


class Query(Struct, frozen=True, kw_only=True):
    spaces: tuple[str, ...]
    """The caller's own; there is no default."""
    tokens: tuple[str, ...] = ()
    """Analysed by the same function as the index; empty matches all."""
    vector: bytes = b""
    least_likeness: float = -1.0
    """A cosine below this is chance, not likeness: such a record is no match of the vector."""
    filters: Filters = Filters()
    limit: int = 10
    offset: int = 0
    facets: tuple[str, ...] = ()
    """Among: source, language, place, company, skill, profession, remote, employment."""
    facet_size: int = 10
    histogram: bool = False
    """Count first_seen by week."""


class Hit(Struct, frozen=True, kw_only=True):
    record: Indexed
    score: float
    first_seen: datetime | None
    last_seen: datetime | None
    closed_at: datetime | None
    similar: int = 0
    """Other visible members of its cluster."""


class Bucket(Struct, frozen=True, kw_only=True):
    value: str
    count: int


class Found(Struct, frozen=True, kw_only=True):
    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[Bucket, ...]] = {}
    weeks: tuple[tuple[date, int], ...] = ()
    """(Monday, count), without gaps between the first and the last."""


class Week(Struct, frozen=True, kw_only=True):
    """One week of a series; the date is its Monday (UTC)."""

    date: date
    flow: int
    """Heads first seen in it."""
    stock: int
    """Heads open at its end."""
    covered: bool
    """A complete sweep of each source in use ended in it; otherwise it is a gap, not a fall."""


class Verdict(Struct, frozen=True, kw_only=True):
    """What became of one upsert."""

    id: str
    outcome: str
    """`written`, `older` (a newer version stands), `same` (a repeat), `erased` (a tombstone keeps
    it out) or `rejected`."""
    reason: str = ""

    @property
    def there(self) -> bool:
        """Whether the index holds the record now, in this text or in another."""
        return self.outcome not in ("erased", "rejected")


class Surveyed(Struct, frozen=True, kw_only=True):
    """One record, of whatever kind, as far as two indexes are compared."""

    id: str
    space: str
    source: str
    version: int
