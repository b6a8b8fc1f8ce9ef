"""What a learned model says of one series."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from model_service.kit import Panel
from model_service.learning import learn
from model_service.outlook import outlook
from model_service.professions import model as kit
from tests.unit.model_service.panels import a_panel, noisy, panels


@settings(deadline=None, max_examples=15)
@given(panels((40, 60), series=1), st.integers(1, 52))
def test_an_outlook_keeps_its_promises(panel: Panel, horizon: int) -> None:
    learned = learn(kit, panel)
    if learned is None:
        return
    method = learned.decision.method
    found = outlook(kit, method, learned.fit, learned.conformal, panel, horizon)
    assert len(found.points) == horizon
    assert found.points[0].date == panel.end
    for point in found.points:
        values = list(point.quantiles.values())
        assert values == sorted(values)
        assert values[0] >= 0
    if found.change is not None:
        assert -1 <= found.change.p10 <= found.change.p50 <= found.change.p90
        assert (found.change.p50 > 0) <= (found.probability_up >= 0.5)
        assert (found.change.p50 < 0) <= (found.probability_up <= 0.5)


def test_a_forecast_made_late_is_less_sure() -> None:
    panel = noisy(6, 90)
    learned = learn(kit, panel)
    assert learned is not None
    row = panel.values[:1]
    late = np.hstack([row, np.full((1, 8), np.nan)])
    fresh, stale = (
        outlook(kit, "last_4_weeks", learned.fit, learned.conformal, a_panel(values), 4)
        for values in (row, late)
    )
    width = [found.points[0].quantiles["0.975"] - found.points[0].mean for found in (fresh, stale)]
    assert width[1] > width[0]


def test_nothing_now_has_no_share_to_change_by() -> None:
    panel = a_panel(np.array([[5.0] * 56 + [0.0] * 4]))
    learned = learn(kit, panel)
    assert learned is not None
    found = outlook(kit, "last_4_weeks", learned.fit, learned.conformal, panel, 12)
    assert found.change is None
