"""The index on Elasticsearch: any number of processes write and read."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from contracts.erasures import Erasure, nothing
from contracts.frontier import Sweep
from contracts.index import Filters, Found, Hit, Indexed, Query, Surveyed, Verdict, Week
from contracts.records import Lifecycle, Observation
from engines.elasticsearch import erasing, lifecycle, observations, texts
from engines.elasticsearch.indices import Indices
from engines.elasticsearch.names import POSTINGS, Kind
from engines.elasticsearch.paging import pages
from engines.elasticsearch.scope import scope
from engines.elasticsearch.search import hits, search
from engines.elasticsearch.series import series
from engines.elasticsearch.server import Server
from engines.elasticsearch.settings import ANSWER_SECONDS, PREFIX
from engines.elasticsearch.survey import survey


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
        answer_s: float = ANSWER_SECONDS,
    ) -> None:
        server = Server(url, api_key=api_key, ca=ca, answer_s=answer_s)
        self._indices = Indices(server, POSTINGS, prefix=prefix, build=build)
        self._names = self._indices.names
        self._bulk = self._indices.bulk
        self.builds = self._indices.builds

    def upsert(
        self, records: Sequence[Indexed], lifecycles: Sequence[Lifecycle] = ()
    ) -> list[Verdict]:
        with self._indices.ready() as server:
            return texts.upsert(server, self._bulk, self._names, records, lifecycles)

    def erase(
        self, erasures: Sequence[Erasure], forget: Callable[[list[str]], None] = nothing
    ) -> list[str]:
        with self._indices.ready() as server:
            postings = texts.POSTINGS
            return erasing.erase(server, self._bulk, self._names, postings, erasures, forget)

    def merge_lifecycles(self, lifecycles: Sequence[Lifecycle]) -> None:
        with self._indices.ready() as server:
            lifecycle.merge(server, self._bulk, self._names, lifecycles)

    def end_sweeps(self, sweeps: Sequence[tuple[Sweep, bool]]) -> None:
        with self._indices.ready() as server:
            lifecycle.end_sweeps(server, self._bulk, self._names, sweeps)

    def put_observations(self, observed: Sequence[tuple[str, str, Observation, int]]) -> None:
        with self._indices.ready() as server:
            observations.put(server, self._bulk, self._names, observed)

    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> list[Hit]:
        """In the order of `ids`; those that are not there are left out."""
        with self._indices.ready() as server:
            return hits(server, self._names, spaces, [(name, 0.0) for name in ids])

    def scan(self, spaces: Sequence[str], filters: Filters) -> Iterator[Hit]:
        """Every match as the index is at the first read, page by page, in no certain order."""
        index = self._names.read(Kind.RECORDS)
        with self._indices.ready() as server:
            for page in pages(server, index, scope(spaces, filters), source=False):
                yield from hits(server, self._names, spaces, [(one["_id"], 0.0) for one in page])

    def survey(self) -> Iterator[Surveyed]:
        """All of every space, in the order of ids."""
        with self._indices.ready() as server:
            yield from survey(server, self._names.read(Kind.RECORDS))

    def count(self, spaces: Sequence[str]) -> int:
        index = self._names.read(Kind.RECORDS)
        with self._indices.ready() as server:
            within = {"bool": {"filter": scope(spaces, Filters())}}
            return int(server.client.count(index=index, query=within)["count"])

    def search(self, query: Query) -> Found:
        with self._indices.ready() as server:
            return search(server, self._names, query)

    def series(self, spaces: Sequence[str], filters: Filters, until: datetime) -> list[Week]:
        with self._indices.ready() as server:
            return series(server, self._names, spaces, filters, until)

    def observations(self, spaces: Sequence[str], subject: str, metric: str) -> list[Observation]:
        with self._indices.ready() as server:
            return observations.read(server, self._names, spaces, subject, metric)

    def observed_subjects(self, spaces: Sequence[str]) -> list[tuple[str, str]]:
        with self._indices.ready() as server:
            return observations.subjects(server, self._names, spaces)

    def refresh(self) -> None:
        """Let searches see all that was written; they do by themselves after `schema.REFRESH`."""
        self._indices.refresh()

    def ping(self) -> None:
        self._indices.ping()

    def close(self) -> None:
        self._indices.close()
