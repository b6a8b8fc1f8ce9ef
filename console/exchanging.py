"""What money of other currencies is worth today, by the rates that are kept."""

from functools import lru_cache

from console.engines import Engines
from console.results import Exchange
from understanding.rates import worth


def exchanging(engines: Engines, wanted: str) -> Exchange:
    today = engines.clock().date()

    def told(currency: str, base: str) -> float | None:
        rate = engines.rates.rate(currency, base, today)
        return rate.value if rate else None

    return lru_cache(maxsize=None)(lambda currency: worth(currency, wanted, told))
