"""Words to a query of the index, and what it found to an answer."""

import re
from collections.abc import Sequence
from typing import Final, Protocol

from console.answers import SearchAnswer, SearchHit
from contracts.index import Filters, Found, Hit, Query
from understanding.analysis import tokens

_SNIPPET: Final = 240
_SPACES: Final = re.compile(r"\s+")


class Index(Protocol):
    def search(self, query: Query) -> Found: ...


class Embedder(Protocol):
    @property
    def noise(self) -> float:
        """The likeness that texts with nothing in common can have."""

    def embed(self, texts: Sequence[str]) -> list[bytes]: ...


def ask(
    index: Index,
    embedder: Embedder,
    text: str,
    *,
    spaces: tuple[str, ...],
    limit: int,
    offset: int,
    filters: Filters,
    facets: Sequence[str],
) -> SearchAnswer:
    found = index.search(
        Query(
            spaces=spaces,
            tokens=tuple(tokens(text)),
            vector=embedder.embed([text])[0] if text.strip() else b"",
            least_likeness=embedder.noise,
            filters=filters,
            limit=limit,
            offset=offset,
            facets=tuple(facets),
        )
    )
    hits = tuple(shown(hit) for hit in found.hits)
    return SearchAnswer(query=text, total=found.total, hits=hits, facets=found.facets)


def shown(hit: Hit) -> SearchHit:
    record = hit.record
    return SearchHit(
        id=record.id,
        external_id=record.external_id,
        source=record.source,
        title=record.title,
        company=record.company,
        score=round(hit.score, 6),
        url=record.url,
        places=record.places,
        remote=record.remote,
        salary=record.salary,
        employment=record.employment,
        language=record.language,
        skills=record.skills,
        professions=record.professions,
        posted_at=record.posted_at,
        first_seen=hit.first_seen,
        last_seen=hit.last_seen,
        closed_at=hit.closed_at,
        similar=hit.similar,
        snippet=_snippet(record.requirements or record.description),
    )


def _snippet(text: str) -> str:
    flat = _SPACES.sub(" ", text).strip()
    if len(flat) <= _SNIPPET:
        return flat
    return flat[:_SNIPPET].rsplit(" ", 1)[0] + " …"
