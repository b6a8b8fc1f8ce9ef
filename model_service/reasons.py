"""Why a prospect is what it is: figures in plain words, each with postings that show it.

A movement is called one only where chance alone would show it in fewer than one of five cases.
"""

from collections.abc import Sequence
from datetime import date
from math import sqrt
from typing import Final

import numpy as np
from msgspec.structs import replace

from contracts.index import Found
from contracts.prospects import Reason
from model_service import gaps
from model_service.backtest import NOW_WEEKS
from model_service.demand import FACETS, Demand
from model_service.kit import WEEK, Floats
from model_service.wording import number, percent
from understanding import vocabulary

QUARTER: Final = 13
YEAR: Final = 52
LEAST_SHARED: Final = 30
"""Postings a quarter needs before shares of skills are compared."""
BEYOND_CHANCE: Final = 1.28
"""Standard errors that chance exceeds in one of five cases."""
BEYOND_LUCK: Final = 2.6
"""The same for the best of some sixty skills, where luck alone finds one in most quarters."""
SEASONAL: Final = 0.03
"""A seasonal push below this is not worth a sentence."""


def of_profession(demand: Demand, factors: Floats, horizon: int) -> tuple[Reason, ...]:
    """`factors`: the model's season, of each week of the history and of the forecast."""
    found = (
        flow(demand),
        stock(demand),
        *skills(demand),
        season(demand, factors, horizon),
    )
    return tuple(reason for reason in found if reason is not None and reason.postings)


def of_series(values: Floats) -> tuple[Reason, ...]:
    """A series has no postings; `values` is its one row."""
    known = values[0][~np.isnan(values[0])]
    recent, before = known[-NOW_WEEKS:], known[:-NOW_WEEKS][-QUARTER:]
    noise = BEYOND_CHANCE * float(gaps.step(values)[0]) / sqrt(NOW_WEEKS)
    text = _movement("The series", "", float(recent.mean()), float(before.mean()), noise)
    return (Reason(text=f"{text} in the {len(before)} before.", postings=()),)


def flow(demand: Demand) -> Reason | None:
    """The last four complete weeks against the quarter before them."""
    covered = [week for week in demand.weeks if week.covered][-NOW_WEEKS - QUARTER :]
    recent, before = covered[-NOW_WEEKS:], covered[:-NOW_WEEKS]
    if len(before) < NOW_WEEKS:
        return None
    now, then = (sum(week.flow for week in part) / len(part) for part in (recent, before))
    noise = BEYOND_CHANCE * sqrt(now / len(recent) + then / len(before))
    text = _movement("New postings", " a week", now, then, noise)
    return Reason(
        text=f"{text} in the {len(before)} before.",
        postings=demand.newest(demand.between(recent[0].date, demand.end)),
    )


def stock(demand: Demand) -> Reason | None:
    """Open postings now against those of a quarter ago."""
    if len(demand.weeks) <= QUARTER:
        return None
    now, then = demand.weeks[-1], demand.weeks[-1 - QUARTER]
    if not (now.covered and then.covered and then.stock):
        return None
    return Reason(
        text=f"Open postings: {now.stock} now, {then.stock} a quarter ago "
        f"({percent(now.stock / then.stock - 1)}).",
        postings=demand.newest(demand.open_now()),
    )


def skills(demand: Demand) -> list[Reason]:
    """The skill that rose most within a quarter, by its share, and that which fell most."""
    middle = demand.end - QUARTER * WEEK
    first = middle - QUARTER * WEEK
    if demand.weeks[0].date > first:
        return []
    now, then = demand.skills(middle, demand.end), demand.skills(first, middle)
    if min(now.total, then.total) < LEAST_SHARED:
        return []
    moves = sorted(_moves(now, then))
    told = []
    if moves and moves[-1][0] > 0:
        told.append(_skill(demand, "more", moves[-1][1], (now, then), (middle, demand.end)))
    if moves and moves[0][0] < 0:
        told.append(_skill(demand, "less", moves[0][1], (now, then), (first, middle)))
    return told


def season(demand: Demand, factors: Floats, horizon: int) -> Reason | None:
    """What the season of all professions together adds or takes by the end of the horizon."""
    known = len(demand.weeks)
    push = float(factors[-NOW_WEEKS:].mean() / factors[known - NOW_WEEKS : known].mean() - 1)
    if abs(push) < SEASONAL:
        return None
    target = demand.end + (horizon - 1) * WEEK
    ago = target - YEAR * WEEK
    return Reason(
        text=f"Season: in the weeks up to {target:%d %B} demand, all professions together, is "
        f"usually {percent(push)} against the weeks just past.",
        postings=demand.newest(demand.between(ago - (NOW_WEEKS - 1) * WEEK, ago + WEEK)),
    )


def _movement(what: str, unit: str, now: float, then: float, noise: float) -> str:
    moved = (
        "rose" if now - then > noise else "fell" if then - now > noise else "did not clearly change"
    )
    share = f" ({percent(now / then - 1)})" if then > 0 else ""
    return (
        f"{what} {moved}{share}: {number(now)}{unit} in the last {NOW_WEEKS} complete weeks, "
        f"{number(then)}"
    )


def _skill(
    demand: Demand, more: str, skill: str, found: tuple[Found, Found], shown: tuple[date, date]
) -> Reason:
    now, then = found
    return Reason(
        text=f"Asked for {more} often: {_name(skill)}, in {_share(now, skill):.0%} of the new "
        f"postings of the last {QUARTER} weeks (n = {now.total}), in {_share(then, skill):.0%} of "
        f"those of the {QUARTER} before (n = {then.total}).",
        postings=demand.newest(replace(demand.between(*shown), skills=(skill,))),
    )


def _moves(now: Found, then: Found) -> Sequence[tuple[float, str]]:
    """Changes of share beyond chance, of the skills whose share is known at both ends."""
    moves = []
    for skill in _known(now, then):
        late, early = _share(now, skill), _share(then, skill)
        pooled = (late * now.total + early * then.total) / (now.total + then.total)
        noise = sqrt(pooled * (1 - pooled) * (1 / now.total + 1 / then.total))
        if abs(late - early) > BEYOND_LUCK * noise:
            moves.append((late - early, skill))
    return moves


def _known(now: Found, then: Found) -> set[str]:
    """A skill that a facet does not name has none there, unless the facet was cut off."""
    late, early = ({one.value for one in found.facets["skill"]} for found in (now, then))
    known = late & early
    if len(early) < FACETS:
        known |= late
    if len(late) < FACETS:
        known |= early
    return known


def _share(found: Found, skill: str) -> float:
    return sum(one.count for one in found.facets["skill"] if one.value == skill) / found.total


def _name(skill: str) -> str:
    known = vocabulary.skills().get(skill)
    return known.names[0] if known else skill
