"""Arithmetic on rows of weeks that bears gaps (NaN): a gap is left out, never taken for zero."""

import numpy as np

from model_service.kit import Bools, Floats


def mean(values: Floats, axis: int) -> Floats:
    """Mean of what is there; NaN where nothing is."""
    seen = ~np.isnan(values)
    return _ratio(np.where(seen, values, 0.0).sum(axis=axis), seen.sum(axis=axis))


def latest(values: Floats, weeks: int) -> Floats:
    """Each row's mean over its last so many covered weeks."""
    seen = ~np.isnan(values)
    behind = np.cumsum(seen[:, ::-1], axis=1)[:, ::-1]
    return mean(np.where(seen & (behind <= weeks), values, np.nan), axis=1)


def trailing(paths: Floats, weeks: int) -> Floats:
    """Mean of the last so many steps (or as many as there are) at each step of the last axis."""
    seen = ~np.isnan(paths)
    return _ratio(
        _window(np.where(seen, paths, 0.0), weeks), _window(seen.astype(np.float64), weeks)
    )


def step(values: Floats, weeks: int | None = None) -> Floats:
    """Each row's mean absolute step from one covered week to the next.

    A step over a gap of g weeks counts as that of one week: divided by the root of g, as a random
    walk would have it. `weeks`: only the latest so many; NaN with no step at all.
    """
    seen = ~np.isnan(values)
    at = np.where(seen, np.arange(values.shape[1]), -1)
    before = np.maximum.accumulate(at, axis=1)[:, :-1]
    valid = seen[:, 1:] & (before >= 0)
    if weeks is not None:
        behind = np.cumsum(valid[:, ::-1], axis=1)[:, ::-1]
        valid &= behind <= weeks
    previous = np.take_along_axis(values, np.maximum(before, 0), axis=1)
    apart = np.where(valid, np.arange(1, values.shape[1]) - before, 1)
    steps = np.abs(values[:, 1:] - previous) / np.sqrt(apart)
    return mean(np.where(valid, steps, np.nan), axis=1)


def edge(values: Floats, *, last: bool) -> tuple[Floats, Floats]:
    """(value, column) of each row's first or last covered week; NaN for an empty row."""
    seen: Bools = ~np.isnan(values)
    width = values.shape[1]
    column = width - 1 - np.argmax(seen[:, ::-1], axis=1) if last else np.argmax(seen, axis=1)
    picked = np.take_along_axis(values, column[:, None], axis=1)[:, 0]
    return picked, np.where(seen.any(axis=1), column, np.nan)


def _window(values: Floats, weeks: int) -> Floats:
    total = np.cumsum(values, axis=-1)
    total[..., weeks:] -= total[..., :-weeks].copy()
    return total


def _ratio(total: Floats, count: Floats) -> Floats:
    empty: Floats = np.full(np.shape(total), np.nan)
    return np.divide(total, count, out=empty, where=count > 0)
