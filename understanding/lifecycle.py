"""When a posting closed, read from the facts alone: whatever their order, the answer is the same.

Moments are datetimes or integers of one unit; the rule only compares them.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

Moment = TypeVar("Moment", int, datetime)


def closing_moments(sweeps: Iterable[tuple[Moment, bool]]) -> list[Moment]:
    """Return the start of the first of each two complete sweeps in a row.

    `sweeps` are (started_at, complete) of one listing, in order of their start, and only those
    that may close.
    """
    return [
        start
        for (start, complete), (_, next_complete) in pairwise(sweeps)
        if complete and next_complete
    ]


def closed_at(
    seen: Moment | None, said: Moment | None, closings: Iterable[Sequence[Moment]]
) -> Moment | None:
    """Return when a record closed, or None while it is open.

    `seen`: the last time it was seen; `said`: its source's latest word that it closed, void when
    it was seen later; `closings`: the closing moments of each listing that showed it.
    Of several closings after the last sighting the earliest counts.
    """
    candidates = [] if said is None or (seen is not None and said < seen) else [said]
    if seen is not None:
        for moments in closings:
            place = bisect_right(moments, seen)
            candidates += moments[place : place + 1]
    return min(candidates, default=None)
