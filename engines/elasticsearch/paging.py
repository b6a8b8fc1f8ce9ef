"""Reading more than one answer holds: as the index was at one moment, page by page."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from engines.elasticsearch.server import Server

PAGE: Final = 500
_KEPT: Final = "2m"
"""So long may pass between two pages."""
_BUCKETS: Final = 1_000


def pages(
    server: Server,
    index: str,
    filters: Sequence[dict[str, Any]],
    *,
    sort: Sequence[Any] = ("_shard_doc",),
    source: bool | Mapping[str, Any] = True,
) -> Iterator[list[dict[str, Any]]]:
    """Every match, a page of raw hits at a time."""
    with _moment(server, index) as moment:
        after = None
        while True:
            answered = server.client.search(
                pit={"id": moment, "keep_alive": _KEPT},
                query={"bool": {"filter": list(filters)}},
                sort=list(sort),
                search_after=after,
                size=PAGE,
                source=source,
                track_total_hits=False,
            )
            found = answered["hits"]["hits"]
            if not found:
                return
            yield found
            after = found[-1]["sort"]


def ids_of(server: Server, index: str, filters: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    for page in pages(server, index, filters, source=False):
        yield [found["_id"] for found in page]


@contextmanager
def _moment(server: Server, index: str) -> Iterator[str]:
    opened = server.client.open_point_in_time(index=index, keep_alive=_KEPT)["id"]
    try:
        yield opened
    finally:
        server.client.close_point_in_time(id=opened)


def combinations(
    server: Server, index: str, filters: Sequence[dict[str, Any]], fields: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Every different combination of these fields' values, in order."""
    for bucket in buckets(server, index, filters, fields):
        yield tuple(bucket["key"][field] for field in fields)


def buckets(
    server: Server,
    index: str,
    filters: Sequence[dict[str, Any]],
    fields: Sequence[str],
    within: Mapping[str, Any] | None = None,
) -> Iterator[dict[str, Any]]:
    """The same, each with its count and with what is counted within it."""
    sources = [{field: {"terms": {"field": field}}} for field in fields]
    inner = {"aggs": within} if within else {}
    after: dict[str, Any] = {}
    while True:
        answered = server.client.search(
            index=index,
            query={"bool": {"filter": list(filters)}},
            size=0,
            track_total_hits=False,
            aggs={"all": {"composite": {"size": _BUCKETS, "sources": sources, **after}, **inner}},
        )
        found = answered["aggregations"]["all"]
        yield from found["buckets"]
        if "after_key" not in found:
            return
        after = {"after": found["after_key"]}
