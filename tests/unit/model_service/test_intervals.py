"""Intervals drawn from past misses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_service import intervals
from model_service.intervals import Conformal

WIDTHS = st.lists(st.floats(0, 50), min_size=20, max_size=20).map(sorted)


@st.composite
def conformals(draw: st.DrawFn) -> Conformal:
    weeks = draw(st.integers(1, 6))
    spreads = [tuple(sorted(draw(WIDTHS)[:3])) for _ in range(weeks)]
    change = [tuple(draw(WIDTHS)) for _ in range(weeks)]
    return Conformal(spreads=tuple(spreads), change=tuple(change))


@given(conformals(), st.floats(0, 100), st.floats(1e-6, 30))
def test_quantiles_rise_with_their_level_and_never_fall_below_zero(
    conformal: Conformal, made: float, scale: float
) -> None:
    found = intervals.quantiles(conformal, 1, made, scale, 0.0)
    assert list(found) == ["0.025", "0.1", "0.25", "0.5", "0.75", "0.9", "0.975"]
    assert list(found.values()) == sorted(found.values())
    assert min(found.values()) >= 0
    assert found["0.5"] == made


@given(conformals(), st.floats(-100, 100), st.floats(1e-6, 30))
def test_the_chance_of_a_rise_agrees_with_the_forecast_and_is_never_certain(
    conformal: Conformal, rise: float, scale: float
) -> None:
    chance = intervals.probability_up(conformal, 1, rise, scale)
    assert 0.02 <= chance <= 0.98
    if rise > 0:
        assert chance >= 0.5
    if rise < 0:
        assert chance <= 0.5


@given(conformals(), st.floats(0, 50), st.floats(0, 50), st.floats(0.1, 30))
def test_a_greater_rise_is_never_less_likely_a_rise(
    conformal: Conformal, one: float, other: float, scale: float
) -> None:
    low, high = sorted((one, other))
    assert intervals.probability_up(conformal, 1, low, scale) <= intervals.probability_up(
        conformal, 1, high, scale
    )


def test_intervals_hold_as_often_as_they_say() -> None:
    rng = np.random.default_rng(4)
    past, to_come = rng.normal(size=(2, 400, 5, 3)) * [1.0, 2.0, 3.0]
    conformal = intervals.calibrate(past, past)
    assert conformal is not None
    for week in range(3):
        for share, width in zip(intervals.SPREADS, conformal.spreads[week], strict=True):
            assert np.mean(np.abs(to_come[..., week]) <= width) == pytest.approx(share, abs=0.03)


def test_intervals_never_narrow_with_the_weeks_ahead() -> None:
    rng = np.random.default_rng(4)
    errors = rng.normal(size=(30, 3, 12)) * np.linspace(3, 1, 12)
    conformal = intervals.calibrate(errors, errors)
    assert conformal is not None
    assert (np.diff(np.array(conformal.spreads), axis=0) >= 0).all()


def test_beyond_what_was_measured_intervals_widen_with_the_root_of_the_weeks() -> None:
    errors = np.full((20, 1, 16), np.nan)
    errors[:, :, :4] = 2.0
    conformal = intervals.calibrate(errors, errors)
    assert conformal is not None
    assert conformal.spreads[3][1] == 2.0
    assert conformal.spreads[15][1] == pytest.approx(4.0)


def test_weeks_that_a_monthly_series_never_shows_take_the_width_before_them() -> None:
    errors = np.full((20, 1, 8), np.nan)
    errors[:, :, 3], errors[:, :, 7] = 2.0, 3.0
    conformal = intervals.calibrate(errors, errors)
    assert conformal is not None
    assert [row[1] for row in conformal.spreads] == [2.0] * 7 + [3.0]


def test_too_few_origins_give_no_interval() -> None:
    assert intervals.calibrate(np.ones((7, 50, 3)), np.ones((7, 50, 3))) is None
