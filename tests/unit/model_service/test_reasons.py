"""Why a prospect is what it is."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from contracts.index import Filters, Hit
from model_service import reasons
from model_service.demand import Demand
from tests.fakes.models import MemoryHistory
from tests.market import NOW, START, WEEK, a_hit, flows, postings

DATA = "data-engineer"
EVEN = np.ones(120)


def a_demand(hits: Sequence[Hit]) -> Demand:
    history = MemoryHistory(tuple(hits))
    weeks = history.series(("public",), Filters(professions=(DATA,)), NOW)
    return Demand(history, ("public",), DATA, weeks)


def weekly(counts: Sequence[int], **fields: object) -> list[Hit]:
    """That many postings in each week that ends with the last complete one."""
    first = 108 - len(counts)
    return [
        a_hit(f"w{week}n{k}", START + (first + week) * WEEK + timedelta(hours=k), **fields)
        for week, count in enumerate(counts)
        for k in range(count)
    ]


@pytest.mark.parametrize(
    ("recent", "moved"),
    [
        (20, "rose (+100%): 20 a week in the last 4 complete weeks, 10 in the 13 before."),
        (5, "fell (−50%): 5 a week in the last 4 complete weeks, 10 in the 13 before."),
        (
            11,
            (
                "did not clearly change (+10%): 11 a week in the last 4 complete weeks, "
                "10 in the 13 before."
            ),
        ),
    ],
)
def test_a_recent_movement_is_told_where_it_exceeds_chance(recent: int, moved: str) -> None:
    reason = reasons.flow(a_demand(weekly([10] * 20 + [recent] * 4)))
    assert reason is not None
    assert reason.text == f"New postings {moved}"


def test_the_postings_of_a_movement_are_the_newest_of_those_weeks() -> None:
    reason = reasons.flow(a_demand(weekly([10] * 20 + [20] * 4)))
    assert reason is not None
    assert len(reason.postings) == 10
    assert {_week(name) for name in reason.postings} == {23}


def test_stock_is_compared_with_that_of_a_quarter_ago() -> None:
    reason = reasons.stock(a_demand(weekly([5] * 10 + [5] * 13 + [9])))
    assert reason is not None
    assert reason.text == "Open postings: 24 now, 21 a quarter ago (+14%)."


def test_a_skill_that_rose_and_one_that_fell_are_told_with_their_counts() -> None:
    early = weekly([6] * 13 + [0] * 13, skills=("python", "hadoop"))
    late = weekly([0] * 13 + [6] * 13, skills=("python", "airflow"))
    more, less = reasons.skills(a_demand([*early, *late]))
    assert more.text == (
        "Asked for more often: Apache Airflow, in 100% of the new postings of the last 13 weeks "
        "(n = 78), in 0% of those of the 13 before (n = 78)."
    )
    assert "less often" in less.text
    assert "in 0% of the new postings" in less.text
    assert {_week(name) for name in more.postings} <= {*range(13, 26)}
    assert {_week(name) for name in less.postings} <= {*range(13)}


def test_few_postings_say_nothing_of_skills() -> None:
    hits = weekly([2] * 26, skills=("python",))
    assert reasons.skills(a_demand(hits)) == []


def test_a_steady_skill_is_no_reason() -> None:
    assert reasons.skills(a_demand(weekly([6] * 26, skills=("python",)))) == []


def test_a_season_ahead_is_a_reason_shown_by_the_same_weeks_a_year_ago() -> None:
    demand = a_demand(weekly([6] * 108))
    factors = np.ones(120)
    factors[-4:] = 1.2
    reason = reasons.season(demand, factors, 12)
    assert reason is not None
    assert "+20% against the weeks just past" in reason.text
    assert {_week(name) for name in reason.postings} <= {*range(108 + 8 - 52, 108 + 12 - 52)}


def test_a_slight_season_is_no_reason() -> None:
    assert reasons.season(a_demand(weekly([6] * 108)), np.full(120, 1.0), 12) is None


def test_every_reason_of_a_profession_names_postings_of_it() -> None:
    hits = tuple(postings(flows()))
    demand = a_demand(hits)
    own = {hit.record.id for hit in hits if DATA in hit.record.professions}
    found = reasons.of_profession(demand, EVEN, 12)
    assert len(found) >= 3
    for reason in found:
        assert reason.postings
        assert {*reason.postings} <= own


def test_a_series_tells_its_movement_without_postings() -> None:
    (reason,) = reasons.of_series(np.array([[10.0, 11.0] * 10 + [30.0] * 4]))
    assert reason.text.startswith("The series rose (+185%): 30 in the last 4 complete weeks")
    assert reason.postings == ()


def _week(name: str) -> int:
    """Which of its weeks a posting came in: w12n3 in the twelfth."""
    return int(name[1:].split("n", maxsplit=1)[0])
