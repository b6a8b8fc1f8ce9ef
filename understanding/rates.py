"""Exchange rates: how an observation tells one (pure)."""

import math
import re
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
