"""What a read of documents may see, as SQL: the caller's spaces first, then the filters."""

from collections.abc import Sequence

from contracts.documents import DocumentFilters
from engines.embedded.index.rows import ONE_OF, listed
from engines.embedded.index.scope import Scope
from engines.moments import stored


def scope(spaces: Sequence[str], filters: DocumentFilters) -> Scope:
    conditions = [*_columns(filters), *_times(filters)]
    if filters.subjects:
        holders = f"r.doc IN (SELECT doc FROM mentions WHERE subject IN {ONE_OF})"
        conditions.append((holders, listed(filters.subjects)))
    # A space holds most of the file: ids and subjects are the better way in, "+" says so.
    space = "+r.space" if filters.ids or filters.subjects else "r.space"
    sql = [
        f"{space} IN ({', '.join('?' * len(spaces))})",
        *(condition for condition, _ in conditions),
    ]
    if filters.heads:
        sql.append("r.cluster = r.id")
    values = (*spaces, *(value for _, value in conditions))
    return Scope(" AND ".join(sql), values, tuple(spaces), bool(conditions) or filters.heads)


def _columns(filters: DocumentFilters) -> list[tuple[str, object]]:
    asked = {
        "id": filters.ids,
        "source": filters.sources,
        "language": filters.languages,
        "watch": filters.watches,
    }
    return [
        (f"r.{column} IN {ONE_OF}", listed(values)) for column, values in asked.items() if values
    ]


def _times(filters: DocumentFilters) -> list[tuple[str, object]]:
    asked = (("r.dated >= ?", filters.dated_from), ("r.dated < ?", filters.dated_before))
    return [(condition, stored(moment)) for condition, moment in asked if moment is not None]
