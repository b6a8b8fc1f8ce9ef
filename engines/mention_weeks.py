"""The weeks of a subject's mentions, of what was counted and of what was fetched (pure)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final, NamedTuple

from contracts.documents import MentionWeek
from engines.moments import monday, stored, week_of

Place = tuple[str, int]
"""A source and a week."""


class Counted(NamedTuple):
    """What stands of a subject in one week of a source."""

    documents: int
    mentions: int
    judged: int
    feeling: float


_NOTHING: Final = Counted(0, 0, 0, 0.0)


def mention_weeks(
    counted: Mapping[Place, Counted], fetched: AbstractSet[Place], since: datetime, until: datetime
) -> list[MentionWeek]:
    """From the week of `since` to the last that ended by `until`, by date, then by source.

    A source begins with its first fetch or its first mention, whichever is earlier; sources that
    never mention the subject have no weeks.
    """
    first: dict[str, int] = {}
    for source, week in (*counted, *fetched):
        first[source] = min(week, first.get(source, week))
    return [
        _week(
            week, source, counted.get((source, week), _NOTHING), covered=(source, week) in fetched
        )
        for week in range(week_of(stored(since)), week_of(stored(until)))
        for source in sorted(first)
        if first[source] <= week
    ]


def _week(week: int, source: str, counted: Counted, *, covered: bool) -> MentionWeek:
    return MentionWeek(
        date=monday(week),
        source=source,
        documents=counted.documents,
        mentions=counted.mentions,
        sentiment=counted.feeling / counted.judged if counted.judged else None,
        judged=counted.judged,
        covered=covered,
    )
