"""The indices that one engine reads and writes: made, or their schema checked, at first use."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from engines.elasticsearch.builds import Builds
from engines.elasticsearch.bulk import Bulk
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.server import Server


class Indices:
    def __init__(self, server: Server, kinds: Sequence[Kind], *, prefix: str, build: str) -> None:
        self._server = server
        self._kinds = tuple(kinds)
        self.names = Names(prefix, build)
        self.bulk = Bulk(server)
        self.builds = Builds(server, prefix)
        self._ensured = False

    @contextmanager
    def ready(self) -> Iterator[Server]:
        """Give the server, with the indices there; its errors are said in our words."""
        self._ensure()
        with self._server.plain_errors():
            yield self._server

    def _ensure(self) -> None:
        if not self._ensured:
            self.builds.ensure(self._kinds)
            self._ensured = True

    def refresh(self) -> None:
        """Let searches see all that was written; they do by themselves after `schema.REFRESH`."""
        with self.ready() as server:
            written = [self.names.write(kind) for kind in self._kinds]
            server.client.indices.refresh(index=written)

    def ping(self) -> None:
        self._server.ping()
        self._ensured = False
        self._ensure()

    def close(self) -> None:
        self._server.close()
