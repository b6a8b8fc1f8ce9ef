"""What the platform in process works with."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

from console.ports import (
    Documents,
    Erasures,
    Index,
    Log,
    Pages,
    RateBook,
    Repairs,
    RunBook,
    SourceBook,
    WatchBook,
)
from console.searching import Embedder
from contracts.clock import Clock
from contracts.names import OWN, PUBLIC
from crawler.ports import Frontier
from crawler.schedule.health import HealthBook
from crawler.sources.catalogue import Catalogue
from model_service.answers import Answers

SPACES: Final = (PUBLIC, OWN)
"""Whose postings this machine's own user may read."""


class Engines(Struct, frozen=True, kw_only=True):
    """What the main has picked."""

    home: Path
    clock: Clock
    frontier: Frontier
    log: Log
    index: Index
    documents: Documents
    watches: WatchBook
    runs: RunBook
    embedder: Embedder
    catalogue: Catalogue
    declared: SourceBook
    health: HealthBook
    rates: RateBook
    pages: Pages
    has_secret: Callable[[str], bool]
    """Whether a credential of that name is there; never its value."""
    answers: Answers
    repairs: Repairs
    erasures: Erasures
