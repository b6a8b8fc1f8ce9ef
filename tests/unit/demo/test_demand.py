"""The demand curves, and the arrivals that follow them."""

from itertools import chain
from statistics import correlation, fmean

import pytest

from demo.chance import stream
from demo.demand import expected, poisson
from demo.schedule import END, archive_start
from demo.vocabulary.professions import PROFESSIONS
from demo.vocabulary.shapes import Demand, Shock
from demo.world import World

START = archive_start(END)


def test_trend_is_the_logarithm_of_the_whole_archives_growth() -> None:
    rising = Demand(10.0, trend=0.7)
    assert expected(rising, 104, START) / expected(rising, 0, START) == pytest.approx(2.0138, 1e-4)
    assert expected(rising, 52, START) == pytest.approx(10.0)


def test_season_returns_every_year() -> None:
    seasonal = Demand(10.0, season=0.3, peak=10)
    year = [expected(seasonal, week, START) for week in range(52)]
    assert max(year) == pytest.approx(13, abs=0.1)
    assert min(year) == pytest.approx(7, abs=0.1)
    assert expected(seasonal, 70, START) == pytest.approx(expected(seasonal, 18, START), rel=0.05)


def test_shock_strikes_at_its_week_and_fades_by_half_lives() -> None:
    shocked = Demand(10.0, shocks=(Shock(week=50, factor=2.0, half_life=4),))
    values = [expected(shocked, week, START) for week in (49, 50, 54, 58)]
    assert values == pytest.approx([10, 20, 15, 12.5])


def test_some_professions_rise_some_fall_some_stay() -> None:
    trends = [profession.demand.trend for profession in PROFESSIONS]
    assert sum(trend > 0.2 for trend in trends) >= 4
    assert sum(trend < -0.2 for trend in trends) >= 3
    assert sum(abs(trend) < 0.15 for trend in trends) >= 3


def test_poisson_has_the_mean_and_the_variance_of_its_name() -> None:
    random = stream(1)
    drawn = [poisson(random, 6.0) for _ in range(5000)]
    mean = fmean(drawn)
    assert mean == pytest.approx(6, abs=0.15)
    assert fmean((value - mean) ** 2 for value in drawn) == pytest.approx(6, abs=0.5)


def test_flow_of_jobs_is_poisson_around_the_true_demand(world: World) -> None:
    weeks = [week for series in world.truth().demand().values() for week in series]
    dispersion = fmean((week.jobs - week.expected) ** 2 / week.expected for week in weeks)
    assert dispersion == pytest.approx(1, abs=0.12)


def test_flow_of_jobs_tracks_its_own_demand_curve_and_not_another(world: World) -> None:
    """By quarters, relative to each profession's mean, so that its size alone explains nothing.

    Some 70 jobs a quarter leave Poisson noise of 12 %, which keeps the best correlation under 0.8.
    """
    series = list(world.truth().demand().values())
    true = [relative_quarters([week.expected for week in weeks]) for weeks in series]
    seen = [relative_quarters([float(week.jobs) for week in weeks]) for weeks in series]
    own = correlation([*chain(*true)], [*chain(*seen)])
    another = correlation([*chain(*true[3:], *true[:3])], [*chain(*seen)])
    assert own > 0.65
    assert another < 0.35


def relative_quarters(weekly: list[float]) -> list[float]:
    quarters = [sum(weekly[at : at + 12]) for at in range(0, len(weekly), 12)]
    mean = fmean(quarters)
    return [quarter / mean for quarter in quarters]


def test_rising_profession_really_gets_more_jobs(world: World) -> None:
    series = world.truth().demand()
    for profession, rises in (("data-engineer", True), ("frontend-developer", False)):
        jobs = [week.jobs for week in series[profession]]
        assert (sum(jobs[52:104]) > sum(jobs[:52])) is rises
