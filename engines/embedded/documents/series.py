"""Mentions of a subject by week and source: heads only, gaps told."""

from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection

from contracts.documents import DocumentFilters, Fetched, MentionWeek
from engines.embedded.documents.scope import scope
from engines.embedded.index.rows import ONE_OF, listed
from engines.embedded.index.weeks import week_sql
from engines.mention_weeks import Counted, Place, mention_weeks
from engines.moments import stored, week_of


def note_fetches(connection: Connection, fetches: Sequence[Fetched]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO fetches VALUES (?, ?, ?)",
        [(each.space, each.source, week_of(stored(each.at))) for each in fetches],
    )


def series(
    connection: Connection, spaces: Sequence[str], subject: str, since: datetime, until: datetime
) -> list[MentionWeek]:
    counted = _counted(connection, spaces, subject)
    fetched = _fetched(connection, spaces, {source for source, _ in counted})
    return mention_weeks(counted, fetched, since, until)


def _counted(connection: Connection, spaces: Sequence[str], subject: str) -> dict[Place, Counted]:
    within = scope(spaces, DocumentFilters(heads=True))
    rows = connection.execute(
        f"SELECT r.source, {week_sql('r.dated')} AS week, count(*), sum(m.many), sum(m.judged),"
        " sum(m.feeling) FROM mentions m CROSS JOIN records r ON r.doc = m.doc"
        f" WHERE m.subject = ? AND {within.sql} GROUP BY r.source, week",
        (subject, *within.values),
    )
    return {(source, week): Counted(*sums) for source, week, *sums in rows}


def _fetched(connection: Connection, spaces: Sequence[str], sources: set[str]) -> set[Place]:
    rows = connection.execute(
        f"SELECT source, week FROM fetches WHERE space IN {ONE_OF} AND source IN {ONE_OF}",
        (listed(spaces), listed(sources)),
    )
    return {(source, week) for source, week in rows}
