"""What the contract tests of index builds run on: every engine.

A new engine joins the suite with one more entry in ENGINES. `live` is opened once and stays open:
it is what a running process has.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
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
from engines.embedded.signatures import SqliteSignatures
from engines.joint_builds import JointBuilds
from engines.redis.builds import RedisBuilds
from engines.redis.signatures import RedisSignatures
from stream.ports import IndexBuilds, Signatures
from stream.replay.tools import Documents
from tests.contract.index_rig import Index
from tests.contract.redis_rig import keys_of_our_own, redis_address
from tests.engines.elastic import elastic_address, indices_of_our_own


class Postings(Index, Protocol):
    """A whole index, with the look at all that it holds."""

    def survey(self) -> Iterator[object]: ...


class Build(Protocol):
    @property
    def index(self) -> Postings: ...

    @property
    def documents(self) -> Documents: ...

    @property
    def signatures(self) -> Path: ...


class Builds(IndexBuilds, Protocol):
    def open(self, name: str) -> AbstractContextManager[Build]: ...


@dataclass(frozen=True)
class Rig:
    builds: Builds
    index: Postings
    documents: Documents
    signatures: Signatures
    joined: Callable[[Path, str], AbstractContextManager[Signatures]]
    """Opens the signatures of a build."""
    settle: Callable[[], None] = lambda: None


def _of_a_file(file: Path, _: str = "") -> AbstractContextManager[Signatures]:
    return closing(SqliteSignatures(file))


@contextmanager
def sqlite(folder: Path) -> Iterator[Rig]:
    home = Home(folder)
    with (
        closing(SqliteIndex(home.index)) as index,
        closing(SqliteDocuments(home.documents)) as documents,
        _of_a_file(home.signatures) as signatures,
    ):
        yield Rig(SqliteBuilds(home), index, documents, signatures, _of_a_file)


@contextmanager
def redis(folder: Path) -> Iterator[Rig]:
    """The signatures are there, the rest in the home."""
    home, url = Home(folder), redis_address()
    with (
        keys_of_our_own(url) as prefix,
        closing(SqliteIndex(home.index)) as index,
        closing(SqliteDocuments(home.documents)) as documents,
        closing(RedisSignatures(url, prefix=prefix)) as signatures,
        closing(RedisBuilds(url, prefix=prefix)) as there,
    ):

        def joined(_: Path, build: str) -> AbstractContextManager[Signatures]:
            return closing(RedisSignatures(url, prefix=prefix, build=build))

        builds: Builds = JointBuilds(SqliteBuilds(home), there)
        yield Rig(builds, index, documents, signatures, joined)


@contextmanager
def elastic(folder: Path) -> Iterator[Rig]:
    url, home = elastic_address(), Home(folder)
    with indices_of_our_own(url) as prefix:
        settings = IndexSettings(url=url, prefix=prefix)
        with (
            closing(ElasticIndex(url, prefix=prefix)) as index,
            closing(ElasticDocuments(url, prefix=prefix)) as documents,
            _of_a_file(home.signatures) as signatures,
        ):

            def settle() -> None:
                index.refresh()
                documents.refresh()

            builds = ElasticBuilds(settings, home)
            yield Rig(builds, index, documents, signatures, _of_a_file, settle)


Engine = Callable[[Path], AbstractContextManager[Rig]]
ENGINES: dict[str, Engine] = {"sqlite": sqlite, "redis": redis, "elasticsearch": elastic}
