"""What a read may see, as SQL: the caller's spaces first, then the filters."""

from collections.abc import Sequence
from typing import NamedTuple

from contracts.index import Filters
from engines.embedded.index.rows import ONE_OF, listed
from engines.moments import stored


class Scope(NamedTuple):
    """A condition on `records r` and what is bound to it."""

    sql: str
    values: tuple[object, ...]
    spaces: tuple[str, ...]
    narrowed: bool
    """Whether anything but the spaces is asked for."""


def scope(spaces: Sequence[str], filters: Filters) -> Scope:
    labels = _labels(filters)
    conditions = [*_columns(filters), *labels, *_times(filters)]
    if filters.remote is not None:
        conditions.append(("r.remote = ?", filters.remote))
    # A space holds most of the file: ids and labels are the better way in, "+" says so.
    space = "+r.space" if filters.ids or labels else "r.space"
    sql = [
        "r.version IS NOT NULL",
        f"{space} IN ({', '.join('?' * len(spaces))})",
        *(condition for condition, _ in conditions),
    ]
    values: list[object] = [*spaces, *(value for _, value in conditions)]
    narrowed = bool(conditions) or filters.heads
    if filters.heads:
        sql.append("r.cluster = r.id")
    return Scope(" AND ".join(sql), tuple(values), tuple(spaces), narrowed)


def _columns(filters: Filters) -> list[tuple[str, object]]:
    asked = {
        "id": filters.ids,
        "source": filters.sources,
        "language": filters.languages,
        "company": filters.companies,
        "employment": filters.employment,
        "watch": filters.watches,
    }
    return [
        (f"r.{column} IN {ONE_OF}", listed(values)) for column, values in asked.items() if values
    ]


def _labels(filters: Filters) -> list[tuple[str, object]]:
    asked = {
        "place": filters.places,
        "skill": filters.skills,
        "profession": filters.professions,
    }
    holders = "r.doc IN (SELECT doc FROM labels WHERE kind = '{}' AND value IN {})"
    return [
        (holders.format(kind, ONE_OF), listed(values)) for kind, values in asked.items() if values
    ]


def _times(filters: Filters) -> list[tuple[str, object]]:
    asked = (
        ("r.first_seen <= ?", filters.open_at),
        ("r.closed_at > ?", filters.open_at),
        ("r.first_seen >= ?", filters.seen_from),
        ("r.first_seen < ?", filters.seen_before),
    )
    return [(condition, stored(moment)) for condition, moment in asked if moment is not None]
