"""Exchange rates: how an observation tells one (pure)."""

import math
import re
from collections.abc import Callable
from typing import Final

from contracts.config import Rate
from contracts.records import Observation

BASES: Final = ("UAH", "EUR")
"""What the shipped banks publish in."""
Told = Callable[[str, str], float | None]
"""What one unit of a currency is worth in a base, if a bank said so."""
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


def worth(currency: str, wanted: str, told: Told) -> float | None:
    """Tell what one unit is in another currency: as published, turned round, or through a base."""
    if currency == wanted:
        return 1.0
    if straight := told(currency, wanted):
        return straight
    if turned := told(wanted, currency):
        return 1 / turned
    for base in BASES:
        one, other = told(currency, base), told(wanted, base)
        if one and other:
            return one / other
    return None
