"""Rolling origin: what was known, what was said, what came."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from model_service import backtest
from model_service.kit import Panel
from model_service.professions import model as kit
from tests.unit.model_service.panels import a_panel, noisy, panels


@settings(deadline=None, max_examples=10)
@given(panels((30, 80)), st.integers(20, 28), st.integers(0, 99))
def test_the_future_never_changes_what_was_said_before_it(
    panel: Panel, origin: int, other: int
) -> None:
    changed = panel.values.copy()
    changed[:, origin:] = other
    said, again = (backtest.roll(kit, a_panel(values), 12) for values in (panel.values, changed))
    for place, known in enumerate(said.origins):
        if known > origin:
            continue
        for method, paths in said.forecasts.items():
            np.testing.assert_array_equal(paths[place], again.forecasts[method][place])
        np.testing.assert_array_equal(said.scale[place], again.scale[place])
        np.testing.assert_array_equal(said.now[place], again.now[place])


def test_the_truth_of_an_origin_is_what_followed_it() -> None:
    panel = noisy(2, 40)
    rolled = backtest.roll(kit, panel, 5)
    for place, known in enumerate(rolled.origins):
        later = panel.values[:, known : known + 5]
        np.testing.assert_array_equal(rolled.truth[place][:, : later.shape[1]], later)
        assert np.isnan(rolled.truth[place][:, later.shape[1] :]).all()


def test_a_series_is_judged_only_once_it_has_weeks_enough() -> None:
    values = noisy(2, 60).values.copy()
    values[1, :30] = np.nan
    rolled = backtest.roll(kit, a_panel(values), 3)
    judged = [known for place, known in enumerate(rolled.origins) if rolled.truth[place][1, 0] >= 0]
    assert min(judged) == 30 + backtest.LEAST_WEEKS


def test_long_histories_are_rolled_over_no_more_origins_than_allowed() -> None:
    rolled = backtest.roll(kit, noisy(1, 260), 2)
    assert len(rolled.origins) <= backtest.MOST_ORIGINS
    assert rolled.origins[-1] == 259
