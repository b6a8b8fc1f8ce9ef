"""What a job pays and how the ad writes it."""

from math import exp
from random import Random
from typing import Final

from msgspec import Struct

from demo.vocabulary.shapes import Pay

_BY_LEVEL: Final = (0.55, 1.0, 1.55, 1.95)
_NOISE: Final = 0.13
_STATED: Final = 0.45
_ONE_NUMBER: Final = 0.25
_WEEKS_IN_YEAR: Final = 52
_STEP: Final = {"UAH": 500, "USD": 50}
_NARROW: Final = "\u202f"
_THIN: Final = "\u2009"
_HARD: Final = "\u00a0"


class Offer(Struct, frozen=True):
    """Per month."""

    low: int
    high: int
    currency: str


def offer(random: Random, pay: Pay, level: int, week: int) -> Offer | None:
    """Draw what the ad says of the money: in more than half of them, nothing."""
    middle = pay.amount * _BY_LEVEL[level] * (1 + pay.growth) ** (week / _WEEKS_IN_YEAR)
    middle *= exp(random.gauss(0, _NOISE))
    width = 0.0 if random.random() < _ONE_NUMBER else 0.08 + 0.14 * random.random()
    if random.random() >= _STATED:
        return None
    low, high = middle * (1 - width), middle * (1 + width)
    return Offer(_rounded(low, pay.currency), _rounded(high, pay.currency), pay.currency)


def in_hryvnia(offer: Offer, week: int) -> Offer:
    """At the rate of that week: one of the boards knows no other currency."""
    if offer.currency == "UAH":
        return offer
    rate = 41.3 + 0.03 * week
    return Offer(_rounded(offer.low * rate, "UAH"), _rounded(offer.high * rate, "UAH"), "UAH")


def written(offer: Offer) -> str:
    """Write with the narrow, thin and non-breaking spaces that the HTML board uses."""
    dollar, hryvnia = ("$", "") if offer.currency == "USD" else ("", f"{_HARD}грн")
    if offer.low == offer.high:
        return f"{dollar}{_grouped(offer.low)}{hryvnia}"
    return f"{dollar}{_grouped(offer.low)}{_THIN}–{_THIN}{_grouped(offer.high)}{hryvnia}"


def _grouped(amount: int) -> str:
    return f"{amount:,}".replace(",", _NARROW)


def _rounded(amount: float, currency: str) -> int:
    step = _STEP[currency]
    return max(step, round(amount / step) * step)
