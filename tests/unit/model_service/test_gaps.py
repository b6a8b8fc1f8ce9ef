"""Arithmetic that bears gaps."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model_service import gaps
from model_service.kit import Floats

ROWS = arrays(
    np.float64,
    st.tuples(st.integers(1, 4), st.integers(2, 20)),
    elements=st.one_of(st.just(np.nan), st.floats(0, 100)),
)
NAN = np.nan


@given(ROWS)
def test_the_mean_is_that_of_the_covered_weeks(rows: Floats) -> None:
    for row, found in zip(rows, gaps.mean(rows, axis=1), strict=True):
        known = row[~np.isnan(row)]
        expected = known.mean() if known.size else NAN
        np.testing.assert_allclose(found, expected, rtol=1e-9, equal_nan=True)


@given(ROWS, st.integers(1, 6))
def test_latest_takes_the_last_covered_weeks_however_long_the_gap(rows: Floats, weeks: int) -> None:
    for row, found in zip(rows, gaps.latest(rows, weeks), strict=True):
        known = row[~np.isnan(row)][-weeks:]
        expected = known.mean() if known.size else NAN
        np.testing.assert_allclose(found, expected, rtol=1e-9, equal_nan=True)


@given(ROWS, st.integers(1, 6))
def test_trailing_is_the_mean_of_the_window_that_ends_there(paths: Floats, weeks: int) -> None:
    found = gaps.trailing(paths, weeks)
    for at in range(paths.shape[1]):
        window = gaps.mean(paths[:, max(0, at - weeks + 1) : at + 1], axis=1)
        np.testing.assert_allclose(found[:, at], window, atol=1e-9, equal_nan=True)


def test_a_step_over_a_gap_counts_as_that_of_one_week_of_a_random_walk() -> None:
    np.testing.assert_allclose(gaps.step(np.array([[1.0, NAN, NAN, NAN, 7.0]])), [3.0])


def test_only_the_latest_steps_are_counted_where_a_number_is_named() -> None:
    assert gaps.step(np.array([[0.0, 9.0, 10.0, 12.0]]), 2).tolist() == [1.5]


def test_there_is_no_step_without_two_covered_weeks() -> None:
    assert np.isnan(gaps.step(np.array([[NAN, 4.0, NAN]]))).all()


def test_edges_are_the_first_and_last_covered_weeks() -> None:
    rows = np.array([[NAN, 3.0, NAN, 5.0, NAN], [NAN] * 5])
    first, since = gaps.edge(rows, last=False)
    last, at = gaps.edge(rows, last=True)
    assert (first[0], since[0], last[0], at[0]) == (3.0, 1.0, 5.0, 3.0)
    assert np.isnan([first[1], since[1], last[1], at[1]]).all()
