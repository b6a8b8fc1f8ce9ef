"""What the contract tests of index builds run on: every engine.

A new engine joins the suite with one more entry in ENGINES. `live` is opened once and stays open:
it is what a running process has.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol

from engines.elasticsearch.beside import ElasticBuilds
from engines.elasticsearch.documents.engine import ElasticDocuments
from engines.elasticsearch.engine import ElasticIndex
from engines.elasticsearch.settings import IndexSettings
from engines.embedded.builds import SqliteBuilds
from engines.embedded.documents.engine import SqliteDocuments
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from stream.ports import IndexBuilds
from stream.replay.tools import Documents
from tests.contract.index_rig import Index
from tests.engines.elastic import elastic_address, indices_of_our_own


class Postings(Index, Protocol):
    """A whole index, with the look at all that it holds."""

    def survey(self) -> Iterator[object]: ...


class Build(Protocol):
    @property
    def index(self) -> Postings: ...

    @property
    def documents(self) -> Documents: ...


class Builds(IndexBuilds, Protocol):
    def open(self, name: str) -> AbstractContextManager[Build]: ...


class Rig:
    def __init__(
        self, builds: Builds, index: Postings, documents: Documents, settle: Callable[[], None]
    ) -> None:
        self.builds = builds
        self.index = index
        self.documents = documents
        self.settle = settle


@contextmanager
def sqlite(folder: Path) -> Iterator[Rig]:
    home = Home(folder)
    with (
        closing(SqliteIndex(home.index)) as index,
        closing(SqliteDocuments(home.documents)) as documents,
    ):
        yield Rig(SqliteBuilds(home), index, documents, lambda: None)


@contextmanager
def elastic(folder: Path) -> Iterator[Rig]:
    url, home = elastic_address(), Home(folder)
    with indices_of_our_own(url) as prefix:
        settings = IndexSettings(url=url, prefix=prefix)
        with (
            closing(ElasticIndex(url, prefix=prefix)) as index,
            closing(ElasticDocuments(url, prefix=prefix)) as documents,
        ):

            def settle() -> None:
                index.refresh()
                documents.refresh()

            yield Rig(ElasticBuilds(settings, home), index, documents, settle)


Engine = Callable[[Path], AbstractContextManager[Rig]]
ENGINES: dict[str, Engine] = {"sqlite": sqlite, "elasticsearch": elastic}
