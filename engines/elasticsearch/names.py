"""What the indices and their aliases are called.

A build is one filling of the index: `prospekt-records-v1-first`, with its sweeps, observations and
documents beside it. Reads and writes go by alias, so that another build can be filled meanwhile
and take their place in one step.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

SCHEMA: Final = 1
"""Raised when a mapping changes in a way that an old index cannot follow: then it is refilled."""
FIRST: Final = "first"


class Kind(StrEnum):
    RECORDS = "records"
    """Texts with their lifecycles."""
    SWEEPS = "sweeps"
    """A document for each listing: its ended walks."""
    OBSERVATIONS = "observations"
    ERASURES = "erasures"
    """One document for postings, one for documents: what shall not be kept, and who leads a cluster
    whose head was erased."""
    DOCUMENTS = "documents"
    """Articles, reviews, posts, with what they mention."""
    FETCHES = "fetches"
    """The weeks in which a source of documents was looked at."""


POSTINGS: Final = (Kind.RECORDS, Kind.SWEEPS, Kind.OBSERVATIONS, Kind.ERASURES)
ARTICLES: Final = (Kind.DOCUMENTS, Kind.FETCHES, Kind.ERASURES)


class Names(Struct, frozen=True):
    """By alias, or one build's own where it is named."""

    prefix: str
    build: str = ""

    def read(self, kind: Kind) -> str:
        return self.own(kind, self.build) if self.build else f"{self.prefix}-{kind}-read"

    def write(self, kind: Kind) -> str:
        return self.own(kind, self.build) if self.build else f"{self.prefix}-{kind}-write"

    def own(self, kind: Kind, build: str) -> str:
        return f"{self.template(kind)}-{build}"

    def template(self, kind: Kind) -> str:
        return f"{self.prefix}-{kind}-v{SCHEMA}"

    def every(self, kind: Kind) -> str:
        """Name a pattern: all that there may be of a kind, of any schema and build."""
        return f"{self.prefix}-{kind}-v*"
