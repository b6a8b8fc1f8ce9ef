"""What tells a rate, and money turned from one currency into another."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.config import Rate
from contracts.records import Observation
from tests.builders import NOW
from understanding.rates import converted, metric, rate_of

WORTH = {"USD": 41.25, "EUR": 48.0}
CURRENCIES = st.sampled_from(["UAH", "USD", "EUR"])


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


def test_money_is_turned_by_what_both_are_worth() -> None:
    assert converted(100, "USD", "UAH", "UAH", WORTH.get) == 4125
    assert converted(4125, "UAH", "USD", "UAH", WORTH.get) == 100
    assert converted(96, "USD", "EUR", "UAH", WORTH.get) == 82.5


def test_an_unknown_rate_makes_no_number() -> None:
    assert converted(100, "USD", "PLN", "UAH", WORTH.get) is None
    assert converted(100, "PLN", "UAH", "UAH", WORTH.get) is None
    assert converted(100, "PLN", "PLN", "UAH", WORTH.get) == 100


@given(st.floats(0, 1e9), CURRENCIES, CURRENCIES)
def test_money_comes_back_as_it_went(amount: float, one: str, other: str) -> None:
    there = converted(amount, one, other, "UAH", WORTH.get)
    assert there is not None
    back = converted(there, other, one, "UAH", WORTH.get)
    assert back == pytest.approx(amount)
