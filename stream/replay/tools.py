"""What a replay works with."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from msgspec import Struct

from contracts.log import Entry, Message
from stream.delivery import Process
from stream.patience import Patience
from stream.ports import (
    DocumentReader,
    DocumentWriter,
    Embedder,
    IndexBuilds,
    LogHistory,
    LogWriter,
    RecordReader,
    RecordWriter,
    Survey,
)
from stream.replay import reading


class Postings(RecordReader, RecordWriter, Survey, Protocol):
    """A build's postings."""


class Documents(DocumentReader, DocumentWriter, Survey, Protocol):
    """A build's documents."""


class Workplace(Struct, frozen=True):
    """One build, open: what it holds, and the steps that write into it."""

    postings: Postings
    documents: Documents
    process: Process


class Log(reading.Log, LogHistory, LogWriter, Protocol):
    """All sides of the log."""


class Tools(Struct, frozen=True, kw_only=True):
    """The engines of a replay, and what the console lends it."""

    log: Log
    builds: IndexBuilds
    workplace: Callable[[str], AbstractContextManager[Workplace]]
    """Opens a build by its name."""
    again: Callable[[Message], Sequence[Entry] | None]
    """An archived page through today's parsers; None when it is not kept."""
    embedder: Embedder
    delivered: Callable[[Callable[[], bool]], None]
    """Waits until live delivery has come so far."""
    patience: Patience
    batch: int
