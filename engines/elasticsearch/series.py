"""Weekly flow and stock of demand: heads only, complete weeks only, gaps told."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from msgspec.structs import replace

from contracts.index import Filters, Week
from engines.elasticsearch.facets import MOST_WEEKS
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.paging import combinations
from engines.elasticsearch.scope import Clause, scope
from engines.elasticsearch.server import Server
from engines.moments import monday, stored, week_of
from understanding.coverage import covered_weeks


def series(
    server: Server, names: Names, spaces: Sequence[str], filters: Filters, until: datetime
) -> list[Week]:
    """From the week of the first head to the last week that ended by `until`.

    A posting that closed in the week it came counts in its flow, not in its stock.
    """
    within = scope(spaces, replace(filters, heads=True))
    came, gone = _changes(server, names, within)
    if not came:
        return []
    weeks = range(min(came), week_of(stored(until)))
    covered = covered_weeks(_swept(server, names, within), weeks)
    flow = [came[week] for week in weeks]
    stock = accumulate(came[week] - gone[week] for week in weeks)
    return [
        Week(date=monday(week), flow=new, stock=standing, covered=week in covered)
        for week, new, standing in zip(weeks, flow, stock, strict=True)
    ]


def _changes(
    server: Server, names: Names, within: list[Clause]
) -> tuple[Counter[int], Counter[int]]:
    """How many were first seen in a week, and how many were open no more at its end."""
    fields = ("came", "gone")
    answered = server.client.search(
        index=names.read(Kind.RECORDS),
        query={"bool": {"filter": [*within, {"exists": {"field": "first"}}]}},
        size=0,
        track_total_hits=False,
        aggs={name: {"terms": {"field": name, "size": MOST_WEEKS}} for name in fields},
    )
    came, gone = (
        Counter({b["key"]: b["doc_count"] for b in answered["aggregations"][name]["buckets"]})
        for name in fields
    )
    return came, gone


def _swept(server: Server, names: Names, within: list[Clause]) -> list[set[int]]:
    """For each source of the records that was ever swept wholly: the weeks in which it was."""
    records, sweeps = names.read(Kind.RECORDS), names.read(Kind.SWEEPS)
    sources = set(combinations(server, records, within, ("space", "source")))
    asked: list[Clause] = [
        {"terms": {"space": sorted({space for space, _ in sources})}},
        {"terms": {"source": sorted({source for _, source in sources})}},
    ]
    swept: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for space, source, week in combinations(server, sweeps, asked, ("space", "source", "weeks")):
        if (space, source) in sources:
            swept[space, source].add(week)
    return list(swept.values())
