"""Exchange rates: how an observation tells one, and money of one currency in another (pure)."""

import math
import re
from collections.abc import Callable
from typing import Final

from contracts.config import Rate
from contracts.records import Observation

_METRIC: Final = "rate:"
_CODE: Final = re.compile(r"[A-Z]{3}")


def metric(base: str) -> str:
    """Name the metric of a currency's worth in another."""
    return f"{_METRIC}{base}"


def rate_of(source: str, seen: Observation) -> Rate | None:
    """Read the rate that an observation tells; None when it tells something else."""
    base = seen.metric.removeprefix(_METRIC)
    if base == seen.metric or not (_CODE.fullmatch(base) and _CODE.fullmatch(seen.subject)):
        return None
    if not (math.isfinite(seen.value) and seen.value > 0):
        return None
    return Rate(
        currency=seen.subject, base=base, date=seen.at.date(), value=seen.value, source=source
    )


def converted(
    amount: float, currency: str, into: str, base: str, worth: Callable[[str], float | None]
) -> float | None:
    """Turn money of one currency into another by what a unit of each is worth in `base`.

    None where no rate is known: an unknown amount is not a small one.
    """
    if currency == into:
        return amount
    have = 1.0 if currency == base else worth(currency)
    want = 1.0 if into == base else worth(into)
    return None if have is None or want is None else amount * have / want
