"""The index on Elasticsearch: any number of processes write and read."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from contracts.erasures import Erasure
from contracts.frontier import Sweep
from contracts.index import Filters, Found, Hit, Indexed, Query, Surveyed, Verdict, Week
from contracts.records import Lifecycle, Observation
from engines.elasticsearch import erasing, lifecycle, observations, texts
from engines.elasticsearch.builds import Builds
from engines.elasticsearch.bulk import Bulk
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.paging import pages
from engines.elasticsearch.scope import scope
from engines.elasticsearch.search import hits, search
from engines.elasticsearch.series import series
from engines.elasticsearch.server import Server
from engines.elasticsearch.settings import PREFIX


class ElasticIndex:
    """A write is on the disk when its call returns; searches see it at the next refresh.

    `get` sees it at once. A call that failed half-way is to be repeated: what was written stays
    as it is. Every read names the caller's spaces and shows nothing of others, not even in a
    count; only BM25's word statistics are drawn from the whole index.
    """

    def __init__(
        self,
        url: str,
        *,
        prefix: str = PREFIX,
        build: str = "",
        api_key: str = "",
        ca: Path | None = None,
    ) -> None:
        self._server = Server(url, api_key=api_key, ca=ca)
        self._names = Names(prefix, build)
        self._bulk = Bulk(self._server)
        self.builds = Builds(self._server, prefix)
        self._ensured = False

    @property
    def _ready(self) -> Server:
        """The server, with the indices made or their schema checked at first use."""
        if not self._ensured:
            self.builds.ensure()
            self._ensured = True
        return self._server

    def upsert(self, records: Sequence[Indexed]) -> list[Verdict]:
        server = self._ready
        with server.plain_errors():
            return texts.upsert(server, self._bulk, self._names, records)

    def erase(self, erasures: Sequence[Erasure]) -> list[str]:
        server = self._ready
        with server.plain_errors():
            return erasing.erase(server, self._bulk, self._names, erasures)

    def merge_lifecycles(self, lifecycles: Sequence[Lifecycle]) -> None:
        server = self._ready
        with server.plain_errors():
            lifecycle.merge(server, self._bulk, self._names, lifecycles)

    def end_sweeps(self, sweeps: Sequence[tuple[Sweep, bool]]) -> None:
        server = self._ready
        with server.plain_errors():
            lifecycle.end_sweeps(server, self._bulk, self._names, sweeps)

    def put_observations(self, observed: Sequence[tuple[str, str, Observation, int]]) -> None:
        server = self._ready
        with server.plain_errors():
            observations.put(server, self._bulk, self._names, observed)

    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> list[Hit]:
        """In the order of `ids`; those that are not there are left out."""
        server = self._ready
        with server.plain_errors():
            return hits(server, self._names, spaces, [(name, 0.0) for name in ids])

    def scan(self, spaces: Sequence[str], filters: Filters) -> Iterator[Hit]:
        """Every match as the index is at the first read, page by page, in no certain order."""
        server, index = self._ready, self._names.read(Kind.RECORDS)
        with server.plain_errors():
            for page in pages(server, index, scope(spaces, filters), source=False):
                yield from hits(server, self._names, spaces, [(one["_id"], 0.0) for one in page])

    def survey(self) -> Iterator[Surveyed]:
        """All of every space, in the order of ids."""
        server, index = self._ready, self._names.read(Kind.RECORDS)
        with server.plain_errors():
            server.client.indices.refresh(index=index)
            shown = [{"exists": {"field": "version"}}]
            fields = {"includes": list(Surveyed.__struct_fields__)}
            for page in pages(server, index, shown, sort=["id"], source=fields):
                for found in page:
                    yield Surveyed(**found["_source"])

    def count(self, spaces: Sequence[str]) -> int:
        server, index = self._ready, self._names.read(Kind.RECORDS)
        with server.plain_errors():
            within = {"bool": {"filter": scope(spaces, Filters())}}
            return int(server.client.count(index=index, query=within)["count"])

    def search(self, query: Query) -> Found:
        server = self._ready
        with server.plain_errors():
            return search(server, self._names, query)

    def series(self, spaces: Sequence[str], filters: Filters, until: datetime) -> list[Week]:
        server = self._ready
        with server.plain_errors():
            return series(server, self._names, spaces, filters, until)

    def observations(self, spaces: Sequence[str], subject: str, metric: str) -> list[Observation]:
        server = self._ready
        with server.plain_errors():
            return observations.read(server, self._names, spaces, subject, metric)

    def observed_subjects(self, spaces: Sequence[str]) -> list[tuple[str, str]]:
        server = self._ready
        with server.plain_errors():
            return observations.subjects(server, self._names, spaces)

    def refresh(self) -> None:
        """Let searches see all that was written; they do by themselves after `schema.REFRESH`."""
        server = self._ready
        with server.plain_errors():
            server.client.indices.refresh(index=[self._names.write(kind) for kind in Kind])

    def ping(self) -> None:
        self._server.ping()
        self.builds.ensure()
        self._ensured = True

    def close(self) -> None:
        self._server.close()
