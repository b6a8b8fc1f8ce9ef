"""Weekly flow and stock of demand: heads only, complete weeks only, gaps told."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from sqlite3 import Connection

from msgspec.structs import replace

from contracts.index import Filters, Week
from engines.embedded.index.scope import Scope, scope
from engines.embedded.index.weeks import week_sql
from engines.moments import monday, stored, week_of
from understanding.coverage import covered_weeks


def series(
    connection: Connection, spaces: Sequence[str], filters: Filters, until: datetime
) -> list[Week]:
    """From the week of the first head to the last week that ended by `until`.

    A posting that closed in the week it came counts in its flow, not in its stock.
    A week is covered when every source in use has a complete sweep, of any of its listings, that
    started in it. In use is each source of the heads, from its first complete sweep on; while
    none is, nobody vouches for the week.
    """
    within = scope(spaces, replace(filters, heads=True))
    came, gone = _changes(connection, within)
    if not came:
        return []
    weeks = range(min(came), week_of(stored(until)))
    covered = covered_weeks(_swept(connection, within), weeks)
    flow = [came[week] for week in weeks]
    stock = accumulate(came[week] - gone[week] for week in weeks)
    return [
        Week(date=monday(week), flow=new, stock=standing, covered=week in covered)
        for week, new, standing in zip(weeks, flow, stock, strict=True)
    ]


def _changes(connection: Connection, within: Scope) -> tuple[Counter[int], Counter[int]]:
    """How many were first seen in a week, and how many were open no more at its end."""
    rows = connection.execute(
        f"SELECT {week_sql('r.first_seen')} AS came,"
        f" {week_sql('r.closed_at')} AS gone, count(*)"
        f" FROM records r WHERE r.first_seen IS NOT NULL AND {within.sql} GROUP BY came, gone",
        within.values,
    )
    came_in: Counter[int] = Counter()
    gone_in: Counter[int] = Counter()
    for came, gone, many in rows:
        came_in[came] += many
        gone_in[gone] += many
    return came_in, gone_in


def _swept(connection: Connection, within: Scope) -> list[set[int]]:
    """For each source of the records that was ever swept wholly: the weeks in which it was."""
    rows = connection.execute(
        f"WITH sources AS (SELECT DISTINCT space, source FROM records r WHERE {within.sql})"
        f" SELECT DISTINCT l.space, l.source, {week_sql('s.started_at')}"
        " FROM sources o JOIN listings l ON l.space = o.space AND l.source = o.source"
        " JOIN sweeps s ON s.listing = l.listing WHERE s.complete",
        within.values,
    )
    swept: dict[tuple[str, str], set[int]] = {}
    for space, source, week in rows:
        swept.setdefault((space, source), set()).add(week)
    return list(swept.values())
