"""From weeks to a panel."""

import numpy as np

from model_service.professions import features
from tests.market import a_week, monday


def test_an_uncovered_week_is_a_gap_and_not_a_zero() -> None:
    panel = features.panel({"a": [a_week(0, 3), a_week(1, 0, covered=False), a_week(2, 0)]})
    np.testing.assert_array_equal(panel.values, [[3.0, np.nan, 0.0]])


def test_series_are_aligned_by_week_and_unknown_before_their_first() -> None:
    panel = features.panel({"a": [a_week(0, 1), a_week(1, 2)], "b": [a_week(1, 5), a_week(3, 6)]})
    assert (panel.names, panel.start, panel.end) == (("a", "b"), monday(0), monday(4))
    np.testing.assert_array_equal(
        panel.values, [[1.0, 2.0, np.nan, np.nan], [np.nan, 5.0, np.nan, 6.0]]
    )


def test_too_few_complete_weeks_are_named() -> None:
    weeks = [a_week(k, 9, covered=k % 2 == 0) for k in range(40)]
    assert features.shortfall(weeks) == "have 20 complete weeks, need 26"


def test_too_few_postings_are_named_and_those_of_gaps_do_not_count() -> None:
    weeks = [a_week(k, 1) for k in range(26)] + [a_week(26, 90, covered=False)]
    assert features.shortfall(weeks) == "have 26 postings in complete weeks, need 30"


def test_enough_is_enough() -> None:
    assert features.shortfall([a_week(k, 2) for k in range(26)]) == ""
