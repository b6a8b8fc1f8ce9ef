"""Search: text, vector, both, or filters alone; the order is that of the embedded index.

- text: records with all tokens by BM25; when they are fewer than `limit`, records with any token
  follow, the best `DEPTH` of them
- vector: by cosine; the nearest are found by their int8 copies, then put in order by the floats
- both: the best `DEPTH` of each, fused by reciprocal rank
- neither: the latest first seen comes first
Equals go by id. `total` counts the records with all tokens, or, when there is none, those with
any; without tokens it counts what passes the filters. Facets and weeks count the same records.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from contracts.errors import Permanent
from contracts.index import Found, Hit, Query
from engines.elasticsearch import facets
from engines.elasticsearch.documents import hit, visible
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.rows import rows
from engines.elasticsearch.scope import Clause, scope
from engines.elasticsearch.server import Server
from understanding.fusion import fuse
from understanding.vectors import asked

DEPTH: Final = 200
"""How deep a ranking is read before it is paged or fused."""
DEEPEST: Final = 10_000
"""No ranking goes deeper: the server holds it in memory whole."""
_CANDIDATES: Final = 2
"""So many times more of the int8 copies are looked at than floats are put in order."""


class _Scored(NamedTuple):
    id: str
    score: float


class _Answer(NamedTuple):
    total: int
    ranking: list[_Scored]
    counts: Mapping[str, Any]


def search(server: Server, names: Names, query: Query) -> Found:
    facets.check(query.facets)
    search = _Search(server, names.read(Kind.RECORDS), query)
    words = _words(query.tokens)
    counted, by_text = search.by_text(words) if words else (search.all(), [])
    rankings = [by_text] if words else []
    if query.vector and query.limit:
        rankings.append(search.nearest())
    if len(rankings) > 1:
        fused = fuse([[one.id for one in ranking] for ranking in rankings])
        rankings = [[_Scored(*one) for one in fused]]
    ranking = rankings[0] if rankings else counted.ranking
    page = ranking[query.offset : query.offset + query.limit]
    return Found(
        total=counted.total,
        hits=tuple(hits(server, names, query.spaces, page)),
        facets=facets.facets(query, counted.counts),
        weeks=facets.weeks(counted.counts),
    )


def _words(tokens: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(tokens).replace("\0", " ").split()))


class _Search:
    def __init__(self, server: Server, index: str, query: Query) -> None:
        self._client = server.client
        self._index = index
        self._query = query
        self._within = scope(query.spaces, query.filters)
        # Neighbouring pages are cut from the same ranking, so that no record comes twice.
        depth = -(-(query.offset + query.limit) // DEPTH) * DEPTH
        if depth > DEEPEST:
            raise Permanent(
                f"a search shows {DEEPEST} hits at most: narrow it by filters or words, or read "
                "all by `prospekt export`"
            )
        self._depth = depth if query.limit else 0

    def all(self) -> _Answer:
        """What passes the filters, the latest first."""
        latest = {"first": {"order": "desc", "missing": "_last"}}
        return self._ask({"bool": {"filter": self._within}}, latest)

    def by_text(self, words: Sequence[str]) -> tuple[_Answer, list[_Scored]]:
        """What is counted, and the ranking."""
        terms = [{"term": {"tokens": word}} for word in words]
        full = self._ask({"bool": {"filter": self._within, "must": terms}})
        if len(words) == 1 or (full.total and full.total >= self._query.limit):
            return full, full.ranking
        some = self._ask(
            {"bool": {"filter": self._within, "should": terms, "minimum_should_match": 1}}
        )
        named = {one.id for one in full.ranking}
        ranking = full.ranking + [one for one in some.ranking if one.id not in named]
        return full if full.total else some, ranking

    def _ask(self, query: Clause, order: Clause | str = "_score") -> _Answer:
        answered = self._client.search(
            index=self._index,
            query=query,
            size=self._depth,
            sort=[order, {"id": "asc"}],
            aggs=facets.asked(self._query) or None,
            source=False,
            track_total_hits=True,
        )
        found = answered["hits"]
        ranking = [_Scored(one["_id"], one.get("_score") or 0.0) for one in found["hits"]]
        return _Answer(found["total"]["value"], ranking, answered.get("aggregations", {}))

    def nearest(self) -> list[_Scored]:
        """The filters are applied before the best are taken."""
        answered = self._client.search(
            index=self._index,
            knn={
                "field": "embedding",
                "query_vector": asked(self._query.vector).tolist(),
                "k": self._depth,
                "num_candidates": min(_CANDIDATES * self._depth, DEEPEST),
                "filter": self._within,
                "rescore_vector": {"oversample": _CANDIDATES},
            },
            size=self._depth,
            source=False,
            track_total_hits=False,
        )
        # Elasticsearch tells a cosine c as (1 + c) / 2.
        scored = (_Scored(one["_id"], 2 * one["_score"] - 1) for one in answered["hits"]["hits"])
        alike = (one for one in scored if one.score >= self._query.least_likeness)
        return sorted(alike, key=lambda one: (-one.score, one.id))


def hits(
    server: Server, names: Names, spaces: Sequence[str], scored: Iterable[tuple[str, float]]
) -> list[Hit]:
    """Read (id, score) in the order given; what may not be seen is left out."""
    wanted = dict(scored)
    found = rows(server, names.read(Kind.RECORDS), wanted)
    sources = {name: row.source for name, row in found.items() if visible(row.source, spaces)}
    members = similar(server, names, spaces, {source["cluster"] for source in sources.values()})
    return [
        hit(sources[name], score, max(members.get(sources[name]["cluster"], 1) - 1, 0))
        for name, score in wanted.items()
        if name in sources
    ]


def similar(
    server: Server, names: Names, spaces: Sequence[str], clusters: set[str]
) -> dict[str, int]:
    """Count the visible members of each cluster."""
    if not clusters:
        return {}
    named = sorted(clusters)
    answered = server.client.search(
        index=names.read(Kind.RECORDS),
        size=0,
        track_total_hits=False,
        query={
            "bool": {
                "filter": [
                    {"exists": {"field": "version"}},
                    {"terms": {"space": list(spaces)}},
                    {"terms": {"cluster": named}},
                ]
            }
        },
        aggs={"members": {"terms": {"field": "cluster", "size": len(named)}}},
    )
    return {
        bucket["key"]: bucket["doc_count"]
        for bucket in answered["aggregations"]["members"]["buckets"]
    }
