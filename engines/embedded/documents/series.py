"""Mentions of a subject by week and source: heads only, gaps told."""

from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import NamedTuple

from contracts.documents import DocumentFilters, Fetched, MentionWeek
from engines.embedded.documents.scope import scope
from engines.embedded.index.rows import ONE_OF, listed
from engines.embedded.index.weeks import week_sql
from engines.moments import monday, stored, week_of

Place = tuple[str, int]
"""A source and a week."""


class _Sums(NamedTuple):
    documents: int
    mentions: int
    judged: int
    feeling: float


_NOTHING = _Sums(0, 0, 0, 0.0)


def note_fetches(connection: Connection, fetches: Sequence[Fetched]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO fetches VALUES (?, ?, ?)",
        [(each.space, each.source, week_of(stored(each.at))) for each in fetches],
    )


def series(
    connection: Connection, spaces: Sequence[str], subject: str, since: datetime, until: datetime
) -> list[MentionWeek]:
    """From the week of `since` to the last that ended by `until`, by date, then by source.

    A source begins with its first fetch or its first mention, whichever is earlier; sources that
    never mention the subject have no weeks.
    """
    weeks = range(week_of(stored(since)), week_of(stored(until)))
    counted = _counted(connection, spaces, subject)
    fetched = _fetched(connection, spaces, {source for source, _ in counted})
    first: dict[str, int] = {}
    for source, week in (*counted, *fetched):
        first[source] = min(week, first.get(source, week))
    return [
        _week(
            week, source, counted.get((source, week), _NOTHING), covered=(source, week) in fetched
        )
        for week in weeks
        for source in sorted(first)
        if first[source] <= week
    ]


def _counted(connection: Connection, spaces: Sequence[str], subject: str) -> dict[Place, _Sums]:
    within = scope(spaces, DocumentFilters(heads=True))
    rows = connection.execute(
        f"SELECT r.source, {week_sql('r.dated')} AS week, count(*), sum(m.many), sum(m.judged),"
        " sum(m.feeling) FROM mentions m CROSS JOIN records r ON r.doc = m.doc"
        f" WHERE m.subject = ? AND {within.sql} GROUP BY r.source, week",
        (subject, *within.values),
    )
    return {(source, week): _Sums(*sums) for source, week, *sums in rows}


def _fetched(connection: Connection, spaces: Sequence[str], sources: set[str]) -> set[Place]:
    rows = connection.execute(
        f"SELECT source, week FROM fetches WHERE space IN {ONE_OF} AND source IN {ONE_OF}",
        (listed(spaces), listed(sources)),
    )
    return {(source, week) for source, week in rows}


def _week(week: int, source: str, sums: _Sums, *, covered: bool) -> MentionWeek:
    return MentionWeek(
        date=monday(week),
        source=source,
        documents=sums.documents,
        mentions=sums.mentions,
        sentiment=sums.feeling / sums.judged if sums.judged else None,
        judged=sums.judged,
        covered=covered,
    )
