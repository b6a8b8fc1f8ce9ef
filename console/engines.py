"""What the platform in process works with."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from console.ports import Index, Log, Repairs, RunBook, WatchBook
from console.searching import Embedder
from contracts.clock import Clock
from contracts.frontier import HostPolicy
from contracts.names import PUBLIC
from crawler.ports import Frontier
from crawler.source import Source
from model_service.answers import Answers

SPACES: Final = (PUBLIC,)
"""Whose postings this machine's own user may read."""


class Engines(Struct, frozen=True, kw_only=True):
    """What the main has picked."""

    home: Path
    clock: Clock
    frontier: Frontier
    log: Log
    index: Index
    watches: WatchBook
    runs: RunBook
    embedder: Embedder
    sources: Mapping[str, Source]
    policies: Mapping[str, HostPolicy]
    answers: Answers
    repairs: Repairs
