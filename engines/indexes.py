"""Which index the settings ask for: the home's own file, or an Elasticsearch for many machines."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from engines.elasticsearch.settings import IndexSettings
from engines.embedded.builds import SqliteBuild, SqliteBuilds
from engines.embedded.documents.engine import SqliteDocuments
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.redis.settings import SignatureSettings

if TYPE_CHECKING:
    from engines.elasticsearch.beside import ElasticBuild, ElasticBuilds
    from engines.elasticsearch.documents.engine import ElasticDocuments
    from engines.elasticsearch.engine import ElasticIndex
    from engines.joint_builds import JointBuilds


def open_index(settings: IndexSettings, file: Path) -> "SqliteIndex | ElasticIndex":
    if settings.url:
        from engines.elasticsearch.beside import opened  # noqa: PLC0415 - it takes a while
        from engines.elasticsearch.engine import ElasticIndex  # noqa: PLC0415 - same

        return opened(ElasticIndex, settings)
    return SqliteIndex(file)


def open_documents(settings: IndexSettings, file: Path) -> "SqliteDocuments | ElasticDocuments":
    if settings.url:
        from engines.elasticsearch.beside import opened  # noqa: PLC0415 - it takes a while
        from engines.elasticsearch.documents.engine import ElasticDocuments  # noqa: PLC0415 - same

        return opened(ElasticDocuments, settings)
    return SqliteDocuments(file)


def open_builds(
    settings: IndexSettings, signatures: SignatureSettings, home: Home
) -> "SqliteBuilds | ElasticBuilds | JointBuilds[SqliteBuild | ElasticBuild]":
    """Builds beside the one that `open_index` opens."""
    builds = _index_builds(settings, home)
    if signatures.url:
        from engines.joint_builds import JointBuilds  # noqa: PLC0415 - it takes a while
        from engines.redis.builds import RedisBuilds  # noqa: PLC0415 - same

        return JointBuilds(builds, RedisBuilds(signatures.url, prefix=signatures.prefix))
    return builds


def _index_builds(settings: IndexSettings, home: Home) -> "SqliteBuilds | ElasticBuilds":
    if settings.url:
        from engines.elasticsearch.beside import ElasticBuilds  # noqa: PLC0415 - it takes a while

        return ElasticBuilds(settings, home)
    return SqliteBuilds(home)


def examine(settings: IndexSettings, file: Path) -> None:
    """Raise where it cannot be used."""
    with closing(open_index(settings, file)) as index:
        index.ping()


def examine_documents(settings: IndexSettings, file: Path) -> None:
    with closing(open_documents(settings, file)) as documents:
        documents.ping()
