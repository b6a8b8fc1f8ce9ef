"""What a read may see, as filters: the caller's spaces first, then what is asked."""

from collections.abc import Sequence
from typing import Any

from contracts.index import Filters
from engines.moments import stored

Clause = dict[str, Any]


def shown(spaces: Sequence[str]) -> list[Clause]:
    """What has its text, of the caller's spaces."""
    return [{"exists": {"field": "version"}}, {"terms": {"space": list(spaces)}}]


def scope(spaces: Sequence[str], filters: Filters) -> list[Clause]:
    return shown(spaces) + _values(filters) + _flags(filters) + _times(filters)


def _values(filters: Filters) -> list[Clause]:
    asked = {
        "id": filters.ids,
        "source": filters.sources,
        "language": filters.languages,
        "company": filters.companies,
        "employment": filters.employment,
        "watch": filters.watches,
        "places": filters.places,
        "skills": filters.skills,
        "professions": filters.professions,
    }
    return [{"terms": {field: list(values)}} for field, values in asked.items() if values]


def _flags(filters: Filters) -> list[Clause]:
    asked = {"remote": filters.remote, "head": filters.heads or None}
    return [{"term": {field: value}} for field, value in asked.items() if value is not None]


def _times(filters: Filters) -> list[Clause]:
    asked = (
        ("first", "lte", filters.open_at),
        ("closed", "gt", filters.open_at),
        ("first", "gte", filters.seen_from),
        ("first", "lt", filters.seen_before),
    )
    return [
        {"range": {field: {how: stored(moment)}}}
        for field, how, moment in asked
        if moment is not None
    ]
