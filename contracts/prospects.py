"""A prospect: the answer, with its doubt and its lineage. Field for field the public JSON."""

from datetime import date, datetime

from msgspec import Struct


class Change(Struct, frozen=True, kw_only=True):
    """Relative change of weekly demand, now to the end of the horizon (0.1 is +10 %).

    "Now" is the mean of the last four complete weeks, "the end" that of the horizon's last four.
    """

    p10: float
    p50: float
    p90: float


class Point(Struct, frozen=True, kw_only=True):
    """A complete week of the past; None where no complete sweep covered it."""

    date: date
    flow: float | None
    stock: float | None


class ForecastPoint(Struct, frozen=True, kw_only=True):
    date: date
    mean: float
    quantiles: dict[str, float]
    """Keys "0.025", "0.1", "0.25", "0.5", "0.75", "0.9", "0.975"."""


class Reason(Struct, frozen=True, kw_only=True):
    text: str
    postings: tuple[str, ...]
    """Record ids that show it."""


class Backtest(Struct, frozen=True, kw_only=True):
    """Rolling origin, on weeks the model did not see."""

    origins: int
    horizon: int
    error: float
    """Mean absolute error over all weeks ahead, in units of the in-sample one-week step (MASE)."""
    baselines: dict[str, float]
    """The same error of each naive forecast."""
    coverage_80: float | None
    """Share of truths inside the 80 % interval."""
    direction: float | None
    """Share of rises and falls called right."""


class ModelCard(Struct, frozen=True, kw_only=True):
    id: str
    kind: str
    """The kit."""
    method: str
    """What makes the forecast; a naive one where no candidate beats it."""
    reason: str
    """Why that one is served."""
    trained_at: datetime
    data_hash: str
    """Of the frozen extract it was trained on."""
    backtest: Backtest | None


class Coverage(Struct, frozen=True, kw_only=True):
    weeks: int
    complete_weeks: int
    gaps: tuple[date, ...]
    postings: int
    sources: tuple[str, ...]


class SubjectRef(Struct, frozen=True, kw_only=True):
    kind: str
    """`profession`, or `series` for an imported one."""
    id: str
    title: str


class Prospect(Struct, frozen=True, kw_only=True):
    subject: SubjectRef
    as_of: datetime
    enough_history: bool
    note: str
    """One sentence for people: the answer, or "not enough history: have N, need M"."""
    probability_up: float | None
    change: Change | None
    series: tuple[Point, ...]
    forecast: tuple[ForecastPoint, ...]
    reasons: tuple[Reason, ...]
    evidence: tuple[str, ...]
    """Record ids, newest first."""
    model: ModelCard | None
    coverage: Coverage
