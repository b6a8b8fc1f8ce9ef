"""Rankings by text, vector, both, or by time alone, as the embedded index puts them in order.

- text: records with all tokens by BM25; when they are fewer than `limit`, records with any token
  follow, the best `DEPTH` of them
- vector: by cosine; the nearest are found by their int8 copies, then put in order by the floats
- both: the best `DEPTH` of each, fused by reciprocal rank
- neither: the latest comes first
Equals go by id. `total` counts the records with all tokens, or, when there is none, those with
any; without tokens it counts what passes the filters. Counts are of the same records.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from contracts.errors import Permanent
from engines.elasticsearch.scope import Clause
from engines.elasticsearch.server import Server
from understanding.fusion import fuse
from understanding.vectors import asked

DEPTH: Final = 200
"""How deep a ranking is read before it is paged or fused."""
DEEPEST: Final = 10_000
"""No ranking goes deeper: the server holds it in memory whole."""
_CANDIDATES: Final = 2
"""So many times more of the int8 copies are looked at than floats are put in order."""


class Asked(Protocol):
    """What a query of postings and one of documents have in common."""

    @property
    def tokens(self) -> tuple[str, ...]: ...
    @property
    def vector(self) -> bytes: ...
    @property
    def least_likeness(self) -> float: ...
    @property
    def limit(self) -> int: ...
    @property
    def offset(self) -> int: ...


class Scored(NamedTuple):
    id: str
    score: float


class Answer(NamedTuple):
    total: int
    ranking: list[Scored]
    counts: Mapping[str, Any]


class Ranker:
    """One query over what may be seen of an index."""

    def __init__(
        self,
        server: Server,
        index: str,
        query: Asked,
        within: Sequence[Clause],
        *,
        moment: str,
        counts: Mapping[str, Any],
    ) -> None:
        self._client = server.client
        self._index = index
        self._query = query
        self._within = list(within)
        self._moment = moment
        self._counts = counts or None
        # Neighbouring pages are cut from the same ranking, so that no record comes twice.
        depth = -(-(query.offset + query.limit) // DEPTH) * DEPTH
        if depth > DEEPEST:
            raise Permanent(
                f"a search shows {DEEPEST} hits at most: narrow it by filters or words, or read "
                "all by `prospekt export`"
            )
        self._depth = depth if query.limit else 0

    def page(self) -> Answer:
        """What is counted, with the page that is asked for."""
        query = self._query
        words = _words(query.tokens)
        counted, by_text = self._by_text(words) if words else (self._all(), [])
        rankings = [by_text] if words else []
        if query.vector and query.limit:
            rankings.append(self._nearest())
        if len(rankings) > 1:
            fused = fuse([[one.id for one in ranking] for ranking in rankings])
            rankings = [[Scored(*one) for one in fused]]
        ranking = rankings[0] if rankings else counted.ranking
        return counted._replace(ranking=ranking[query.offset : query.offset + query.limit])

    def _all(self) -> Answer:
        """What passes the filters, the latest first."""
        latest = {self._moment: {"order": "desc", "missing": "_last"}}
        return self._ask({"bool": {"filter": self._within}}, latest)

    def _by_text(self, words: Sequence[str]) -> tuple[Answer, list[Scored]]:
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

    def _ask(self, query: Clause, order: Clause | str = "_score") -> Answer:
        answered = self._client.search(
            index=self._index,
            query=query,
            size=self._depth,
            sort=[order, {"id": "asc"}],
            aggs=self._counts,
            source=False,
            track_total_hits=True,
        )
        found = answered["hits"]
        ranking = [Scored(one["_id"], one.get("_score") or 0.0) for one in found["hits"]]
        return Answer(found["total"]["value"], ranking, answered.get("aggregations", {}))

    def _nearest(self) -> list[Scored]:
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
        scored = (Scored(one["_id"], 2 * one["_score"] - 1) for one in answered["hits"]["hits"])
        alike = (one for one in scored if one.score >= self._query.least_likeness)
        return sorted(alike, key=lambda one: (-one.score, one.id))


def _words(tokens: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(tokens).replace("\0", " ").split()))
