"""Which records a search finds and in what order: text, vector, both, or filters alone.

Order of the hits:
- text: records with all tokens by BM25; when they are fewer than `limit`, records with any token
  follow, the best `DEPTH` of them by BM25 (so scores may step up where these begin);
- vector: by cosine; both: the best `DEPTH` of each, fused by reciprocal rank;
- neither: the latest come first.
Equals go by id. `total` counts the records with all tokens, or, when there is none, those with
any; without tokens it counts what passes the filters.
"""

from sqlite3 import Connection
from typing import Final, NamedTuple

from engines.embedded.index.scope import Scope
from engines.embedded.index.text import (
    Matches,
    Scored,
    count,
    matching,
    ranked,
    rarest,
    scoped,
)
from engines.embedded.index.vectors import Asked, Vectors
from understanding.fusion import fuse

DEPTH: Final = 200
"""How deep a ranking is read before it is paged or fused."""


class Counted(NamedTuple):
    total: int
    full: int
    """How many have all tokens."""
    matches: Matches


def counted(connection: Connection, words: list[str], within: Scope) -> Counted:
    if not words:
        matches = scoped(within)
        return Counted(count(connection, matches), 0, matches)
    matches = matching(" AND ".join(words), within)
    full = count(connection, matches)
    if full or len(words) == 1:
        return Counted(full, full, matches)
    matches = matching(" OR ".join(words), within)
    return Counted(count(connection, matches), 0, matches)


def ranking(
    connection: Connection,
    vectors: Vectors,
    query: Asked,
    words: list[str],
    within: Scope,
    full: int,
    *,
    moment: str,
) -> list[Scored]:
    """At least to the end of the page, where there is so much; `moment` is the column of when."""
    if not query.limit:
        return []
    end = query.offset + query.limit
    # Neighbouring pages are cut from the same ranking, so that no record comes twice.
    depth = -(-end // DEPTH) * DEPTH
    rankings = []
    if words:
        rankings.append(_by_text(connection, words, within, depth, full, fill=full < query.limit))
    if query.vector:
        rankings.append(vectors.nearest(connection, query, within, depth))
    if not rankings:
        return _latest(connection, within, end, moment)
    return rankings[0] if len(rankings) == 1 else _fused(rankings)


def _by_text(
    connection: Connection, words: list[str], within: Scope, depth: int, full: int, *, fill: bool
) -> list[Scored]:
    best = []
    if full:
        best = ranked(connection, " AND ".join(words), within, depth, at_most=full)
    if not fill or len(words) == 1:
        return best
    chosen, held = rarest(connection, words)
    partial = ranked(connection, " OR ".join(chosen), within, depth, at_most=held)
    named = {one.id for one in best}
    return best + [one for one in partial if one.id not in named]


def _fused(rankings: list[list[Scored]]) -> list[Scored]:
    docs = {one.id: one.doc for ranking in rankings for one in ranking}
    names = [[one.id for one in ranking] for ranking in rankings]
    return [Scored(name, docs[name], score) for name, score in fuse(names)]


def _latest(connection: Connection, within: Scope, end: int, moment: str) -> list[Scored]:
    rows = connection.execute(
        f"SELECT r.id, r.doc, 0.0 FROM records r WHERE {within.sql}"
        f" ORDER BY r.{moment} DESC, r.id LIMIT ?",
        (*within.values, end),
    )
    return [Scored(*row) for row in rows]
