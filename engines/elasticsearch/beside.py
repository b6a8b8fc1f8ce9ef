"""Builds of the index on Elasticsearch, with the home's files that go with it.

The indices go first: whoever is cut off in between swaps again, which changes nothing there.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from engines.elasticsearch.builds import Builds
from engines.elasticsearch.documents.engine import ElasticDocuments
from engines.elasticsearch.engine import ElasticIndex
from engines.elasticsearch.server import server_of
from engines.elasticsearch.settings import IndexSettings
from engines.embedded.builds import SqliteBuilds
from engines.embedded.home import Home

E = TypeVar("E")


class ElasticBuild(Struct, frozen=True):
    """The engines on one build."""

    index: ElasticIndex
    documents: ElasticDocuments
    signatures: Path


class ElasticBuilds:
    """Implements the port `IndexBuilds`.

    A walk through the old build (an export) ends with an error when it is cleared.
    """

    def __init__(self, settings: IndexSettings, home: Home) -> None:
        self._settings = settings
        self._home = home
        self._files = SqliteBuilds(home)

    def live(self) -> str:
        with self._builds() as builds:
            builds.ensure()
            return builds.current()

    def begin(self, name: str) -> None:
        self._files.begin(name)
        with self._builds() as builds:
            builds.ensure()
            builds.copy(name)

    @contextmanager
    def open(self, name: str) -> Iterator[ElasticBuild]:
        files = self._files.live() if name == self.live() else name
        with (
            closing(opened(ElasticIndex, self._settings, name)) as index,
            closing(opened(ElasticDocuments, self._settings, name)) as documents,
        ):
            signatures = self._files.place(self._home.signatures, files)
            yield ElasticBuild(index, documents, signatures)

    def swap(self, name: str) -> None:
        self._files.place(self._home.index, name)
        with self._builds() as builds:
            builds.swap(name)
        self._files.swap(name)

    def clear(self) -> None:
        with self._builds() as builds:
            builds.ensure()
            builds.clear()
        self._files.clear()

    @contextmanager
    def _builds(self) -> Iterator[Builds]:
        with closing(server_of(self._settings)) as server:
            yield Builds(server, self._settings.prefix)


def opened(engine: Callable[..., E], settings: IndexSettings, build: str = "") -> E:
    """On a build, or on the live one, whichever that is."""
    return engine(
        settings.url,
        prefix=settings.prefix,
        build=build,
        api_key=settings.key,
        ca=settings.ca,
        answer_s=settings.answer_s,
    )
