"""Counts over all matches of a query: facets and weeks."""

from collections.abc import Sequence
from datetime import date
from sqlite3 import Connection
from typing import Final

from contracts.errors import Permanent
from contracts.index import Bucket
from engines.embedded.index.rows import next_doc
from engines.embedded.index.text import Matches
from engines.embedded.index.weeks import week_sql
from engines.moments import monday

_COLUMNS: Final = {
    "source": "r.source",
    "language": "r.language",
    "company": "r.company",
    "employment": "r.employment",
    "remote": "CASE r.remote WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE '' END",
}
_LABELS: Final = ("place", "skill", "profession")


def check(names: Sequence[str]) -> None:
    known = sorted((*_COLUMNS, *_LABELS))
    for name in names:
        if name not in known:
            raise Permanent(f"no facet {name!r}: ask for {', '.join(known)}")


def collect(connection: Connection, matches: Matches) -> None:
    """Put the matches into the table that the counts below read."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS matched (doc INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM matched")
    connection.execute(f"INSERT INTO matched {matches.sql}", matches.values)


def facet(connection: Connection, name: str, size: int, matched: int) -> tuple[Bucket, ...]:
    """The most frequent values, equals by name; records without a value are not counted."""
    values = _labels(connection, name, matched) if name in _LABELS else _column(name)
    rows = connection.execute(
        f"SELECT value, count(*) AS many FROM ({values}) WHERE value != ''"
        " GROUP BY value ORDER BY many DESC, value LIMIT ?",
        (size,),
    )
    return tuple(Bucket(value=value, count=many) for value, many in rows)


def _column(name: str) -> str:
    return f"SELECT {_COLUMNS[name]} AS value FROM matched m CROSS JOIN records r ON r.doc = m.doc"


def _labels(connection: Connection, kind: str, matched: int) -> str:
    """Few matches are looked up one by one; for many, all labels are read in order of value."""
    records = next_doc(connection)
    tables = ("matched", "labels") if matched * 4 < records else ("labels", "matched")
    return (
        f"SELECT l.value FROM {tables[0]} {tables[0][0]} CROSS JOIN {tables[1]} {tables[1][0]}"
        f" ON l.doc = m.doc WHERE l.kind = '{kind}'"
    )


def weeks(connection: Connection) -> tuple[tuple[date, int], ...]:
    """How many were first seen in each week, from the first week to the last."""
    rows = connection.execute(
        f"SELECT {week_sql('r.first_seen')} AS week, count(*)"
        " FROM matched m CROSS JOIN records r ON r.doc = m.doc"
        " WHERE r.first_seen IS NOT NULL GROUP BY week"
    )
    counts: dict[int, int] = dict(map(tuple, rows))
    if not counts:
        return ()
    span = range(min(counts), max(counts) + 1)
    return tuple((monday(week), counts.get(week, 0)) for week in span)
