"""Mentions of a subject by week and source: heads only, gaps told."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from contracts.documents import DocumentFilters, Fetched, MentionWeek
from contracts.errors import Permanent
from contracts.identity import digest
from engines.elasticsearch.bulk import AGAIN, DONE, Bulk, Write
from engines.elasticsearch.documents.scope import scope
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.paging import buckets, combinations
from engines.elasticsearch.rows import rows
from engines.elasticsearch.server import Server
from engines.mention_weeks import Counted, Place, mention_weeks
from engines.moments import monday, stored, week_of

_SUMS: Final = ("many", "judged", "feeling")
_PLACE: Final = ("source", "week")


def note_fetches(server: Server, bulk: Bulk, names: Names, fetches: Sequence[Fetched]) -> None:
    """A document for each space, source and week; one that is there says it already."""
    index = names.write(Kind.FETCHES)
    told = {_id(each): each for each in fetches}
    there = rows(server, index, told, ("space",))
    ended = bulk.send(
        Write(action="create", index=index, id=name, document=_document(each))
        for name, each in told.items()
        if name not in there
    )
    for name, how in ended.items():
        if how not in (DONE, AGAIN):
            raise Permanent(f"fetch of source {told[name].source!r}: {how}")


def _id(fetch: Fetched) -> str:
    return digest(fetch.space, fetch.source, str(week_of(stored(fetch.at))))


def _document(fetch: Fetched) -> dict[str, Any]:
    week = week_of(stored(fetch.at))
    return {"space": fetch.space, "source": fetch.source, "week": week, "date": monday(week)}


def series(
    server: Server,
    names: Names,
    spaces: Sequence[str],
    subject: str,
    since: datetime,
    until: datetime,
) -> list[MentionWeek]:
    counted = dict(_counted(server, names, spaces, subject))
    fetched = _fetched(server, names, spaces, {source for source, _ in counted})
    return mention_weeks(counted, fetched, since, until)


def _counted(
    server: Server, names: Names, spaces: Sequence[str], subject: str
) -> Iterator[tuple[Place, Counted]]:
    index = names.read(Kind.DOCUMENTS)
    within = scope(spaces, DocumentFilters(heads=True, subjects=(subject,)))
    sums = {name: {"sum": {"field": f"counts.{name}"}} for name in _SUMS}
    mine = {"filter": {"term": {"counts.subject": subject}}, "aggs": sums}
    told = {"told": {"nested": {"path": "counts"}, "aggs": {"mine": mine}}}
    for bucket in buckets(server, index, within, _PLACE, told):
        many, judged, feeling = (bucket["told"]["mine"][name]["value"] for name in _SUMS)
        place = (bucket["key"]["source"], bucket["key"]["week"])
        yield place, Counted(bucket["doc_count"], int(many), int(judged), feeling)


def _fetched(server: Server, names: Names, spaces: Sequence[str], sources: set[str]) -> set[Place]:
    if not sources:
        return set()
    asked: list[dict[str, Any]] = [
        {"terms": {"space": list(spaces)}},
        {"terms": {"source": sorted(sources)}},
    ]
    found = combinations(server, names.read(Kind.FETCHES), asked, _PLACE)
    return {(source, week) for source, week in found}
