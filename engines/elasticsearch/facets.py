"""Counts over all matches of a query, in the same request as its hits: facets and weeks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from contracts.errors import Permanent
from contracts.index import Bucket, Query
from engines.moments import monday

_FIELDS: Final = {
    "source": "source",
    "language": "language",
    "company": "company",
    "employment": "employment",
    "remote": "remote",
    "place": "places",
    "skill": "skills",
    "profession": "professions",
}
_WEEKS: Final = "weeks of first_seen"
MOST_WEEKS: Final = 10_000


def check(names: Sequence[str]) -> None:
    known = sorted(_FIELDS)
    for name in names:
        if name not in known:
            raise Permanent(f"no facet {name!r}: ask for {', '.join(known)}")


def asked(query: Query) -> dict[str, Any]:
    counts = {name: _terms(_FIELDS[name], query.facet_size) for name in query.facets}
    if query.histogram:
        counts[_WEEKS] = {"terms": {"field": "came", "size": MOST_WEEKS}}
    return counts


def _terms(field: str, size: int) -> dict[str, Any]:
    order = [{"_count": "desc"}, {"_key": "asc"}]
    blank = {} if field == "remote" else {"exclude": [""]}
    return {"terms": {"field": field, "size": size, "order": order, **blank}}


def facets(query: Query, counted: Mapping[str, Any]) -> dict[str, tuple[Bucket, ...]]:
    """The most frequent values, equals by name; records without a value are not counted."""
    return {
        name: tuple(
            Bucket(value=bucket.get("key_as_string", bucket["key"]), count=bucket["doc_count"])
            for bucket in counted[name]["buckets"]
        )
        for name in query.facets
    }


def weeks(counted: Mapping[str, Any]) -> tuple[tuple[date, int], ...]:
    """How many were first seen in each week, from the first week to the last."""
    if _WEEKS not in counted:
        return ()
    counts = {bucket["key"]: bucket["doc_count"] for bucket in counted[_WEEKS]["buckets"]}
    if not counts:
        return ()
    span = range(min(counts), max(counts) + 1)
    return tuple((monday(week), counts.get(week, 0)) for week in span)
