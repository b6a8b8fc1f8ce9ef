"""How a profession's weekly demand is forecast."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model_service.kit import Panel
from model_service.professions import model as kit
from model_service.professions import smoothing
from tests.unit.model_service.panels import a_panel, noisy, panels

METHODS = (*kit.NAIVE, *kit.CANDIDATES)


@settings(deadline=None, max_examples=30)
@given(panels(), st.integers(1, 52))
def test_every_method_gives_a_finite_count_for_each_week_ahead(panel: Panel, horizon: int) -> None:
    made = kit.forecast(kit.fit(panel), panel, horizon)
    assert set(made) == set(METHODS)
    for path in made.values():
        assert path.shape == (len(panel.names), horizon)
        assert np.isfinite(path).all()
        assert (path >= 0).all()


@settings(deadline=None, max_examples=20)
@given(panels(), st.floats(0.5, 20))
def test_the_unit_of_demand_does_not_matter(panel: Panel, unit: float) -> None:
    scaled = a_panel(panel.values * unit)
    made = kit.forecast(kit.fit(panel), panel, 12)
    again = kit.forecast(kit.fit(scaled), scaled, 12)
    for method in kit.NAIVE:
        np.testing.assert_allclose(again[method], made[method] * unit, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_a_constant_series_stays_as_it_is(method: str) -> None:
    panel = a_panel(np.full((1, 60), 7.0))
    np.testing.assert_allclose(kit.forecast(kit.fit(panel), panel, 12)[method], 7.0, rtol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_a_gap_is_not_taken_for_zero(method: str) -> None:
    values = np.full((1, 60), 7.0)
    values[0, [20, 21, 40, 58, 59]] = np.nan
    panel = a_panel(values)
    np.testing.assert_allclose(kit.forecast(kit.fit(panel), panel, 12)[method], 7.0, rtol=1e-6)


def test_naive_methods_are_what_their_names_say() -> None:
    values = np.arange(1.0, 61.0)[None]
    values[0, -2] = np.nan
    made = kit.forecast(kit.fit(a_panel(values)), a_panel(values), 3)
    assert made["last_value"].tolist() == [[60.0] * 3]
    assert made["last_4_weeks"].tolist() == [[(60 + 58 + 57 + 56) / 4] * 3]
    assert made["drift"].tolist() == [[61.0, 62.0, 63.0]]
    assert made["seasonal_naive"].tolist() == [[9.0, 10.0, 11.0]]


def test_without_a_year_behind_the_season_is_the_recent_mean() -> None:
    panel = a_panel(np.array([[4.0] * 20 + [8.0] * 10]))
    made = kit.forecast(kit.fit(panel), panel, 40)["seasonal_naive"][0]
    assert made[:22].tolist() == [8.0] * 22
    assert made[22:].tolist() == [4.0] * 18


def test_the_combination_is_the_mean_of_the_other_two() -> None:
    panel = noisy(4, 80)
    made = kit.forecast(kit.fit(panel), panel, 12)
    np.testing.assert_allclose(made["combined"], (made["damped"] + made["theta"]) / 2)


def test_a_series_below_zero_is_not_lifted_to_it() -> None:
    panel = a_panel(np.linspace(-5.0, -9.0, 60)[None])
    assert (kit.forecast(kit.fit(panel), panel, 12)["damped"] < -9.0).all()


def test_a_forecast_of_one_series_is_the_same_alone_as_among_others() -> None:
    panel = noisy(5, 90, season=0.3)
    fit = kit.fit(panel)
    alone = Panel(panel.names[2:3], panel.start, panel.values[2:3])
    together = kit.forecast(fit, panel, 12)
    for method, path in kit.forecast(fit, alone, 12).items():
        np.testing.assert_allclose(path[0], together[method][2])


def test_a_trend_that_lasts_is_followed() -> None:
    panel = a_panel(np.linspace(10.0, 40.0, 60)[None])
    made = kit.forecast(kit.fit(panel), panel, 12)["damped"][0]
    assert made[-1] > 42


def test_noise_about_a_level_is_not_followed() -> None:
    rng = np.random.default_rng(3)
    panel = a_panel(rng.poisson(20, (6, 100)).astype(np.float64))
    made = kit.forecast(kit.fit(panel), panel, 12)
    for method in kit.CANDIDATES:
        assert np.abs(made[method] - 20).max() < np.abs(made["last_value"] - 20).max()


def test_smoothing_runs_on_through_a_gap() -> None:
    grid = np.array([[0.5, 0.0, 1.0]])
    surprises, levels, _ = smoothing.run(np.array([[4.0, np.nan, 8.0]]), grid)
    assert surprises[:, 0, 0].tolist() == [0.0, 0.0, 4.0]
    assert levels[:, 0, 0].tolist() == [4.0, 4.0, 6.0]
