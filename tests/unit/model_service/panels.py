"""Panels of weekly series for tests."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model_service.kit import Floats, Panel
from tests.market import monday

COUNTS = st.one_of(st.just(np.nan), st.integers(0, 40).map(float))
"""A week: a gap, or a count."""


def a_panel(values: Floats) -> Panel:
    return Panel(tuple(f"s{row}" for row in range(len(values))), monday(0), values)


def panels(weeks: tuple[int, int] = (26, 70), series: int = 3) -> st.SearchStrategy[Panel]:
    """Counts with gaps; each row has some covered weeks, as its first ones are."""
    shapes = st.tuples(st.integers(1, series), st.integers(*weeks))
    rows = shapes.flatmap(lambda shape: arrays(np.float64, shape, elements=COUNTS))
    return rows.map(_begun).map(a_panel)


def _begun(values: Floats) -> Floats:
    begun = values.copy()
    begun[:, :3] = np.nan_to_num(begun[:, :3], nan=5.0)
    return begun


def noisy(
    series: int, weeks: int, *, level: float = 8.0, season: float = 0.0, seed: int = 0
) -> Panel:
    """Poisson counts around a slow random walk, with one season for all."""
    rng = np.random.default_rng(seed)
    week = np.arange(weeks)
    walk = np.cumsum(rng.normal(0, 0.02, (series, weeks)), axis=1)
    wave = season * np.cos(2 * np.pi * week / 52.18)
    base = rng.uniform(0.5, 1.5, (series, 1)) * level
    return a_panel(rng.poisson(base * np.exp(walk + wave)).astype(np.float64))
