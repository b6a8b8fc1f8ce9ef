"""What tells a rate."""

from datetime import date
from typing import Any

import pytest

from contracts.config import Rate
from contracts.records import Observation
from tests.builders import NOW
from understanding.rates import metric, rate_of


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
