"""The yearly season that all series share."""

from datetime import date

import numpy as np

from model_service.kit import Panel
from model_service.professions import model as kit
from model_service.professions import season
from tests.unit.model_service.panels import a_panel, noisy


def test_a_season_that_is_there_is_found() -> None:
    panel = noisy(12, 104, season=0.3)
    found = np.log(season.factors(season.estimate(panel), panel.start, panel.weeks))
    true = 0.3 * np.cos(2 * np.pi * np.arange(panel.weeks) / 52.18)
    assert np.corrcoef(found, true)[0, 1] > 0.95
    assert 0.2 < np.ptp(found) / 2 < 0.4


def test_a_wandering_level_is_no_season() -> None:
    rng = np.random.default_rng(7)
    swings = []
    for _ in range(20):
        walk = 100 * np.exp(np.cumsum(rng.normal(0, 0.03, (1, 104)), axis=1))
        panel = a_panel(walk)
        factors = season.factors(season.estimate(panel), panel.start, 52)
        swings.append(np.ptp(np.log(factors)))
    assert np.median(swings) < 0.02


def test_a_history_that_hardly_repeats_shows_no_season() -> None:
    assert not season.estimate(noisy(12, season.LEAST_WEEKS - 1, season=0.4)).any()


def test_gaps_are_no_part_of_a_season() -> None:
    panel = noisy(12, 104, season=0.3)
    values = panel.values.copy()
    values[:, 30:36] = np.nan
    whole, gappy = season.estimate(panel), season.estimate(a_panel(values))
    np.testing.assert_allclose(gappy[:2], whole[:2], atol=0.05)


def test_the_turn_of_the_year_is_the_same_weeks_each_year() -> None:
    turn = np.zeros(season.SIZE)
    turn[-1] = -0.5
    factors = season.factors(turn, date(2024, 10, 14), 110)
    low = [date(2024, 10, 14).toordinal() + 7 * week for week in np.flatnonzero(factors < 1)]
    assert {date.fromordinal(int(day)).strftime("%m") for day in low} == {"12", "01"}
    assert min(factors) == np.exp(-0.5)


def test_a_season_ahead_lifts_the_forecast() -> None:
    panel = noisy(12, 104, season=0.4)
    trough = Panel(panel.names, panel.start, panel.values[:, :78])
    made = kit.forecast(kit.fit(trough), trough, 26)["damped"].mean(axis=0)
    assert made[-1] > 1.5 * made[0]
