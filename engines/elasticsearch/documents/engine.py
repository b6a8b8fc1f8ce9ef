"""The index of documents on Elasticsearch, beside the postings' and swapped with it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from contracts.documents import (
    DocumentFilters,
    DocumentHit,
    DocumentQuery,
    DocumentsFound,
    Fetched,
    IndexedDocument,
    MentionWeek,
)
from contracts.erasures import Erasure, nothing
from contracts.index import Surveyed, Verdict
from engines.elasticsearch import erasing
from engines.elasticsearch.documents.scope import scope
from engines.elasticsearch.documents.series import note_fetches, series
from engines.elasticsearch.documents.store import DOCUMENTS, hits, upsert
from engines.elasticsearch.indices import Indices
from engines.elasticsearch.names import ARTICLES, Kind
from engines.elasticsearch.paging import ids_of
from engines.elasticsearch.ranking import Ranker
from engines.elasticsearch.server import Server
from engines.elasticsearch.settings import ANSWER_SECONDS, PREFIX
from engines.elasticsearch.survey import survey


class ElasticDocuments:
    """Writes and reads keep to what `ElasticIndex` promises."""

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
        self._indices = Indices(server, ARTICLES, prefix=prefix, build=build)
        self._names = self._indices.names

    def upsert(self, records: Sequence[IndexedDocument]) -> list[Verdict]:
        with self._indices.ready() as server:
            return upsert(server, self._indices.bulk, self._names, records)

    def erase(
        self, erasures: Sequence[Erasure], forget: Callable[[list[str]], None] = nothing
    ) -> list[str]:
        with self._indices.ready() as server:
            bulk = self._indices.bulk
            return erasing.erase(server, bulk, self._names, DOCUMENTS, erasures, forget)

    def note_fetches(self, fetches: Sequence[Fetched]) -> None:
        with self._indices.ready() as server:
            note_fetches(server, self._indices.bulk, self._names, fetches)

    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> list[DocumentHit]:
        """In the order of `ids`; those that are not there are left out."""
        with self._indices.ready() as server:
            return hits(server, self._names, spaces, [(name, 0.0) for name in ids])

    def scan(self, spaces: Sequence[str], filters: DocumentFilters) -> Iterator[DocumentHit]:
        """Every match as the index is at the first read, page by page, in no certain order."""
        index = self._names.read(Kind.DOCUMENTS)
        with self._indices.ready() as server:
            for page in ids_of(server, index, scope(spaces, filters)):
                yield from hits(server, self._names, spaces, [(name, 0.0) for name in page])

    def survey(self) -> Iterator[Surveyed]:
        with self._indices.ready() as server:
            yield from survey(server, self._names.read(Kind.DOCUMENTS))

    def count(self, spaces: Sequence[str]) -> int:
        within = {"bool": {"filter": scope(spaces, DocumentFilters())}}
        with self._indices.ready() as server:
            index = self._names.read(Kind.DOCUMENTS)
            return int(server.client.count(index=index, query=within)["count"])

    def search(self, query: DocumentQuery) -> DocumentsFound:
        index = self._names.read(Kind.DOCUMENTS)
        within = scope(query.spaces, query.filters)
        with self._indices.ready() as server:
            ranker = Ranker(server, index, query, within, moment="dated", counts={})
            answer = ranker.page()
            found = hits(server, self._names, query.spaces, answer.ranking)
        return DocumentsFound(total=answer.total, hits=tuple(found))

    def mentions(
        self, spaces: Sequence[str], subject: str, since: datetime, until: datetime
    ) -> list[MentionWeek]:
        with self._indices.ready() as server:
            return series(server, self._names, spaces, subject, since, until)

    def refresh(self) -> None:
        self._indices.refresh()

    def ping(self) -> None:
        self._indices.ping()

    def close(self) -> None:
        self._indices.close()
