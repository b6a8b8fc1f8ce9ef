"""What tells a rate."""

from datetime import date
from typing import Any

import pytest

from contracts.config import Rate
from contracts.records import Observation
from tests.builders import NOW
from understanding.rates import metric, rate_of, worth


def _seen(**fields: Any) -> Observation:
    return Observation(
        **{"subject": "USD", "metric": "rate:UAH", "at": NOW, "value": 41.25, **fields}
    )


def test_an_observation_of_a_currency_tells_its_rate_of_the_day() -> None:
    assert metric("UAH") == "rate:UAH"
    assert rate_of("nbu", _seen()) == Rate(
        currency="USD", base="UAH", date=date(2026, 11, 2), value=41.25, source="nbu"
    )


@pytest.mark.parametrize(
    "other",
    [
        {"metric": "rating"},
        {"metric": "rate:hryvnia"},
        {"subject": "Inception"},
        {"value": 0.0},
        {"value": -1.0},
        {"value": float("nan")},
        {"value": float("inf")},
    ],
)
def test_what_is_no_rate_of_a_currency_tells_none(other: dict[str, Any]) -> None:
    assert rate_of("nbu", _seen(**other)) is None


@pytest.mark.parametrize(
    ("currency", "wanted", "value"),
    [
        ("USD", "USD", 1.0),
        ("USD", "UAH", 40.0),
        ("UAH", "USD", 1 / 40),
        ("USD", "GBP", 0.8),
        ("PLN", "SEK", 2.5),
        ("PLN", "GBP", None),
        ("XXX", "UAH", None),
    ],
)
def test_a_currency_is_worth_what_a_bank_says_straight_or_through_its_base(
    currency: str, wanted: str, value: float | None
) -> None:
    told = {
        ("USD", "UAH"): 40.0,
        ("GBP", "UAH"): 50.0,
        ("PLN", "EUR"): 0.25,
        ("SEK", "EUR"): 0.1,
    }
    found = worth(currency, wanted, lambda one, base: told.get((one, base)))
    assert found == (value if value is None else pytest.approx(value))
