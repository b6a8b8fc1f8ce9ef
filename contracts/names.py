"""Names that several parts must spell alike: topics, groups, spaces."""

from typing import Final

PUBLIC: Final = "public"
"""The space of the built-in boards, crawled once for all."""

OWN: Final = "default"
"""The namespace, and so the space, of whoever names no other: this machine's own user."""

PAGES_RAW: Final = "pages.raw"
POSTINGS_RAW: Final = "postings.raw"
DOCUMENTS_RAW: Final = "documents.raw"
OBSERVATIONS: Final = "observations"
SIGHTINGS: Final = "sightings"
SWEEPS: Final = "sweeps"
SOURCES: Final = "sources"
DEAD_LETTERS: Final = "deadletters"
ERASURES: Final = "erasures"
"""Kept for ever: an index that is built anew obeys them."""

REPLAYS: Final = "replays"
"""How far each replay has come: the last word of a name counts."""

TOPICS: Final = (
    PAGES_RAW,
    POSTINGS_RAW,
    DOCUMENTS_RAW,
    OBSERVATIONS,
    SIGHTINGS,
    SWEEPS,
    SOURCES,
    DEAD_LETTERS,
    ERASURES,
    REPLAYS,
)

INDEXER: Final = "indexer"
"""The consumer group that brings records into the index."""

DEMAND: Final = "demand"
"""The metric of an imported series that a prospect is made of when none is named."""
