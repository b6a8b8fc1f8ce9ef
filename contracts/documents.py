"""The words of the index of documents: what is kept of a text about subjects, asked and answered.

A subject is `profession:ID` or `skill:ID` of the vocabulary, or `keyword:WORDS` of a watch.
"""

from datetime import date, datetime
from typing import Final

from msgspec import Struct

PROFESSION: Final = "profession"
SKILL: Final = "skill"
KEYWORD: Final = "keyword"


class Mention(Struct, frozen=True, kw_only=True):
    """Where a text names a subject: code points of the kept text, the end not among them."""

    subject: str
    start: int
    end: int
    sentiment: float | None = None
    """Of the sentence that it stands in, from -1 to 1; None: cannot tell."""


class IndexedDocument(Struct, frozen=True, kw_only=True):
    """A document understood: an article, a review, a post."""

    id: str
    version: int
    space: str
    source: str
    external_id: str
    url: str
    title: str
    text: str
    """The kept text: its first line is the title, contacts are taken out."""
    language: str
    published_at: datetime | None
    fetched_at: datetime
    mentions: tuple[Mention, ...]
    """In the order of the text."""
    sentiment: float | None
    """Of the whole text, from -1 to 1; None: it says nothing, or its language is not known."""
    tokens: str
    """Our own tokens joined by single spaces: what full text is matched on."""
    vector: bytes
    """Little-endian float32, of unit length; empty when the text says nothing."""
    cluster: str
    """The id of the first of its near-duplicates; it is a head when that is its own id."""
    blob: str = ""
    watch: str = ""

    @property
    def head(self) -> bool:
        return self.cluster == self.id


class DocumentFilters(Struct, frozen=True, kw_only=True):
    """All that are given must hold; within one field, any of its values."""

    ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    """Mentioned at least once."""
    watches: tuple[str, ...] = ()
    dated_from: datetime | None = None
    """`dated` (see the hit) at or after."""
    dated_before: datetime | None = None
    heads: bool = False
    """Only the heads of clusters."""


class DocumentQuery(Struct, frozen=True, kw_only=True):
    spaces: tuple[str, ...]
    """The caller's own; there is no default."""
    tokens: tuple[str, ...] = ()
    """Analysed by the same function as the index; empty matches all."""
    vector: bytes = b""
    least_likeness: float = -1.0
    """A cosine below this is chance: such a document is no match of the vector."""
    filters: DocumentFilters = DocumentFilters()
    limit: int = 10
    offset: int = 0


class DocumentHit(Struct, frozen=True, kw_only=True):
    record: IndexedDocument
    score: float
    dated: datetime
    """When it was published; where it does not say, when it was first fetched."""
    similar: int = 0
    """Other visible members of its cluster."""


class DocumentsFound(Struct, frozen=True, kw_only=True):
    total: int
    hits: tuple[DocumentHit, ...]


class Fetched(Struct, frozen=True, kw_only=True):
    """A source was looked at, whether or not it had anything new."""

    space: str
    source: str
    at: datetime


class MentionWeek(Struct, frozen=True, kw_only=True):
    """What one source said of one subject in one week; the date is its Monday (UTC)."""

    date: date
    source: str
    documents: int
    """Heads dated in it that mention the subject."""
    mentions: int
    """In those documents."""
    sentiment: float | None
    """Mean over the mentions whose sentence could be judged; None: there is none."""
    judged: int
    """How many those are."""
    covered: bool
    """The source was fetched in it; otherwise what is counted is the least, and 0 is a gap."""
