"""How good forecasts were."""

import numpy as np
import pytest

from model_service import scores
from model_service.backtest import Rolled, roll
from model_service.kit import Floats
from model_service.professions import model as kit
from tests.unit.model_service.panels import noisy


def a_rolled(truth: Floats, made: Floats, *, now: float = 10.0, step: float = 2.0) -> Rolled:
    shape = truth.shape[:2]
    return Rolled(
        origins=tuple(range(20, 20 + len(truth))),
        forecasts={"m": made},
        truth=truth,
        step=np.full(shape, step),
        scale=np.full(shape, step),
        now=np.full(shape, now),
    )


def test_the_error_is_counted_in_weekly_steps_and_leaves_gaps_out() -> None:
    truth = np.array([[[12.0, np.nan]], [[10.0, 16.0]]])
    rolled = a_rolled(truth, np.full((2, 1, 2), 10.0))
    assert scores.error(rolled, "m", np.array([True, True]), 2) == pytest.approx((1 + 0 + 3) / 3)
    assert scores.error(rolled, "m", np.array([True, False]), 2) == pytest.approx(1.0)


def test_there_is_no_error_without_a_truth() -> None:
    rolled = a_rolled(np.full((1, 1, 2), np.nan), np.ones((1, 1, 2)))
    assert scores.error(rolled, "m", np.array([True]), 2) is None


def test_only_origins_whose_horizon_has_ended_are_judged_and_the_first_third_is_not() -> None:
    rolled = roll(kit, noisy(1, 60), 12)
    judged = np.array(rolled.origins)[scores.tested(rolled, 60, 12)]
    assert judged.max() == 48
    assert judged.min() == 27
    assert len(judged) == 22


def test_direction_counts_rises_and_falls_and_not_where_none_was_called() -> None:
    truth = np.array([[[15.0] * 4], [[5.0] * 4], [[15.0] * 4]])
    made = np.array([[[12.0] * 4], [[11.0] * 4], [[10.0] * 4]])
    at = np.array([True, True, True])
    assert scores.direction(a_rolled(truth, made), "m", at, 4) == 0.5
    flat = a_rolled(truth, np.full((3, 1, 4), 10.0))
    assert scores.direction(flat, "m", at, 4) is None


def test_coverage_uses_only_misses_that_were_known_at_the_origin() -> None:
    """Ten weeks ahead: the great misses of the last ten origins nobody could know yet."""
    truth = np.full((30, 1, 10), np.nan)
    truth[:20, :, 9], truth[20:, :, 9] = 11.0, 19.0
    rolled = a_rolled(truth, np.full((30, 1, 10), 10.0))
    at = np.zeros(30, dtype=np.bool_)
    at[29] = True
    assert scores.coverage(rolled, "m", at, 10) == 0.0
    at[29], at[19] = False, True
    assert scores.coverage(rolled, "m", at, 10) == 1.0


def test_coverage_is_unknown_while_too_few_origins_are() -> None:
    rolled = a_rolled(np.full((5, 1, 1), 11.0), np.full((5, 1, 1), 10.0))
    assert scores.coverage(rolled, "m", np.ones(5, dtype=np.bool_), 1) is None


def test_the_interval_of_noisy_counts_holds_about_as_often_as_it_says() -> None:
    rolled = roll(kit, noisy(12, 104), 12)
    at = scores.tested(rolled, 104, 12)
    held = scores.coverage(rolled, "combined", at, 12)
    assert held is not None
    assert 0.74 <= held <= 0.86
