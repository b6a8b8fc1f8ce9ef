"""What a kit is: how one kind of subject is fitted and forecast.

Backtest, intervals, registry, trainer and service are the same for every kit; a module with these
names is one.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
F = TypeVar("F")

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Panel:
    """Weekly series side by side; NaN is a gap, which is not zero."""

    names: tuple[str, ...]
    start: date
    """The Monday of the first column."""
    values: Floats
    """One row a series, one column a week."""

    @property
    def weeks(self) -> int:
        return int(self.values.shape[1])

    @property
    def end(self) -> date:
        """The Monday after the last column: the first week that is forecast."""
        return self.start + self.weeks * WEEK

    def until(self, weeks: int) -> "Panel":
        """What was known after that many weeks."""
        return Panel(self.names, self.start, self.values[:, :weeks])


class Kit(Protocol[F]):
    """`F` is what a fit is: parameters that JSON can hold."""

    @property
    def NAME(self) -> str: ...  # noqa: N802 - a constant of the module

    @property
    def NAIVE(self) -> tuple[str, ...]:  # noqa: N802 - as above
        """Methods that a candidate has to beat."""

    @property
    def CANDIDATES(self) -> tuple[str, ...]:  # noqa: N802 - as above
        """The first is the one to serve, unless another is clearly better."""

    def fit(self, panel: Panel) -> F: ...

    def forecast(self, fit: F, panel: Panel, horizon: int) -> dict[str, Floats]:
        """Return each method's (series, horizon); NaN for a series without a covered week."""
