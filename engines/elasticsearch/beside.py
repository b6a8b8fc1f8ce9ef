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
from engines.elasticsearch.server import Server
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
            closing(self._opened(ElasticIndex, name)) as index,
            closing(self._opened(ElasticDocuments, name)) as documents,
        ):
            signatures = self._files.place(self._home.signatures, files)
            yield ElasticBuild(index, documents, signatures)

    def _opened(self, engine: Callable[..., E], name: str) -> E:
        settings = self._settings
        return engine(
            settings.url,
            prefix=settings.prefix,
            build=name,
            api_key=settings.key,
            ca=settings.ca,
            answer_s=settings.answer_s,
        )

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
        settings = self._settings
        server = Server(
            settings.url, api_key=settings.key, ca=settings.ca, answer_s=settings.answer_s
        )
        with closing(server):
            yield Builds(server, settings.prefix)
