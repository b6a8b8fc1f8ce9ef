"""What a replay is lent by the console: its builds' steps, today's parsers, live delivery."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from console.workers import STREAM, wait, workers
from contracts.log import Entry, Message
from crawler.reparse import again
from crawler.source import Source
from stream.documents import Documents
from stream.ports import BlobReader, Embedder, Meter, ObservationWriter, Signatures
from stream.replay import tools
from stream.replay.tools import Workplace
from stream.steps import Steps
from stream.watched import Watched


class Postings(tools.Postings, ObservationWriter, Protocol):
    """A build's postings, with its observations."""


class Build(Protocol):
    """The engines of one build of the index."""

    @property
    def index(self) -> Postings: ...

    @property
    def documents(self) -> tools.Documents: ...

    @property
    def signatures(self) -> Path: ...


def workplaces(
    opened: Callable[[str], AbstractContextManager[Build]],
    signatures: Callable[[Path, str], AbstractContextManager[Signatures]],
    *,
    embedder: Embedder,
    watched: Watched,
    meter: Meter,
) -> Callable[[str], AbstractContextManager[Workplace]]:
    @contextmanager
    def workplace(name: str) -> Iterator[Workplace]:
        with opened(name) as build, signatures(build.signatures, name) as joined:
            steps = Steps(
                records=build.index,
                observations=build.index,
                documents=Documents(
                    index=build.documents,
                    signatures=joined,
                    embedder=embedder,
                    watched=watched,
                    meter=meter,
                ),
                signatures=joined,
                embedder=embedder,
                meter=meter,
            )
            yield Workplace(build.index, build.documents, steps)

    return workplace


def parsing(
    blobs: BlobReader, sources: Mapping[str, Source]
) -> Callable[[Message], Sequence[Entry] | None]:
    return lambda message: again(message, blobs, sources)


def delivered(home: Path) -> Callable[[Callable[[], bool]], None]:
    """Wait for live delivery, with a process for it where the platform is not up."""

    def wait_until(done: Callable[[], bool]) -> None:
        if not done():
            with workers(home, STREAM) as tick:
                wait(done, tick, lambda: None)

    return wait_until
