"""Search of postings: the order is that of `ranking`, the latest first seen where nothing is asked.

Facets and weeks count the same records as `total`.
"""

from collections.abc import Iterable, Sequence

from contracts.index import Found, Hit, Query
from engines.elasticsearch import facets
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.ranking import Ranker
from engines.elasticsearch.records import hit, visible
from engines.elasticsearch.rows import rows
from engines.elasticsearch.scope import scope, shown
from engines.elasticsearch.server import Server


def search(server: Server, names: Names, query: Query) -> Found:
    facets.check(query.facets)
    within = scope(query.spaces, query.filters)
    index, counts = names.read(Kind.RECORDS), facets.asked(query)
    ranker = Ranker(server, index, query, within, moment="first", counts=counts)
    answer = ranker.page()
    return Found(
        total=answer.total,
        hits=tuple(hits(server, names, query.spaces, answer.ranking)),
        facets=facets.facets(query, answer.counts),
        weeks=facets.weeks(answer.counts),
    )


def hits(
    server: Server, names: Names, spaces: Sequence[str], scored: Iterable[tuple[str, float]]
) -> list[Hit]:
    """Read (id, score) in the order given; what may not be seen is left out."""
    wanted = dict(scored)
    index = names.read(Kind.RECORDS)
    found = rows(server, index, wanted)
    sources = {name: row.source for name, row in found.items() if visible(row.source, spaces)}
    clusters = {source["cluster"] for source in sources.values()}
    others = similar(server, index, spaces, clusters)
    return [
        hit(sources[name], score, others.get(sources[name]["cluster"], 0))
        for name, score in wanted.items()
        if name in sources
    ]


def similar(
    server: Server, index: str, spaces: Sequence[str], clusters: set[str]
) -> dict[str, int]:
    """Of each cluster: how many visible members there are beside one."""
    if not clusters:
        return {}
    named = sorted(clusters)
    answered = server.client.search(
        index=index,
        size=0,
        track_total_hits=False,
        query={"bool": {"filter": [*shown(spaces), {"terms": {"cluster": named}}]}},
        aggs={"members": {"terms": {"field": "cluster", "size": len(named)}}},
    )
    return {
        bucket["key"]: bucket["doc_count"] - 1
        for bucket in answered["aggregations"]["members"]["buckets"]
    }
