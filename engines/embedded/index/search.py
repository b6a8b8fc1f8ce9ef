"""Search of the postings: a page of the ranking, with facets and weeks of all that matches."""

from sqlite3 import Connection

from contracts.index import Found, Query
from engines.embedded.index import facets
from engines.embedded.index.ranking import counted, ranking
from engines.embedded.index.scope import scope
from engines.embedded.index.store import hits
from engines.embedded.index.text import quoted
from engines.embedded.index.vectors import Vectors


def search(connection: Connection, vectors: Vectors, query: Query) -> Found:
    facets.check(query.facets)
    within = scope(query.spaces, query.filters)
    words = quoted(query.tokens)
    matched = counted(connection, words, within)
    if query.facets or query.histogram:
        facets.collect(connection, matched.matches)
    best = ranking(connection, vectors, query, words, within, matched.full, moment="first_seen")
    page = best[query.offset : query.offset + query.limit]
    return Found(
        total=matched.total,
        hits=tuple(hits(connection, within.spaces, [(one.doc, one.score) for one in page])),
        facets={
            name: facets.facet(connection, name, query.facet_size, matched.total)
            for name in query.facets
        },
        weeks=facets.weeks(connection) if query.histogram else (),
    )
