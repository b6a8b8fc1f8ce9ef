"""The stream's steps on the embedded engines of a home, for a bench."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from embeddings.static import StaticEmbedder
from engines.embedded.documents.engine import SqliteDocuments
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.embedded.signatures import SqliteSignatures
from engines.sql.config import open_config
from engines.sql.settings import ConfigSettings
from stream.documents import Documents
from stream.ports import Meter
from stream.steps import Steps
from stream.watched import Watched


@contextmanager
def embedded_steps(home: Home, meter: Meter) -> Iterator[Steps]:
    embedder = StaticEmbedder()
    with (
        closing(SqliteIndex(home.index)) as index,
        closing(SqliteDocuments(home.documents)) as documents,
        closing(SqliteSignatures(home.signatures)) as signatures,
        closing(open_config(ConfigSettings(), home.config)) as config,
    ):
        watched = Watched(config.watches, seconds=time.monotonic, say=print)
        yield Steps(
            records=index,
            observations=index,
            documents=Documents(
                index=documents,
                signatures=signatures,
                embedder=embedder,
                watched=watched,
                meter=meter,
            ),
            signatures=signatures,
            embedder=embedder,
            meter=meter,
        )
