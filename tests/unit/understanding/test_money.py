"""Pay as boards write it."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.understanding.texts import anything
from understanding.money import parse_salary


def _read(text: str) -> tuple[float | None, float | None, str, str] | None:
    salary = parse_salary(text)
    return (salary.min, salary.max, salary.currency, salary.period) if salary else None


@pytest.mark.parametrize(
    ("text", "low", "high", "currency", "period"),
    [
        ("40 000 – 60 000 грн", 40_000, 60_000, "UAH", "month"),
        ("40\u202f000\u00a0—\u00a060\u202f000\u00a0грн", 40_000, 60_000, "UAH", "month"),
        ("$2000-3000", 2000, 3000, "USD", "month"),
        ("2000-3000$", 2000, 3000, "USD", "month"),
        ("USD 3,000 - 4,000", 3000, 4000, "USD", "month"),
        ("від 30000 ₴", 30_000, None, "UAH", "month"),
        ("от 1500 до 2000 у.е.", 1500, 2000, "USD", "month"),
        ("до 2500 USD", None, 2500, "USD", "month"),
        ("$3000+", 3000, None, "USD", "month"),
        ("25000+ грн", 25_000, None, "UAH", "month"),
        ("18 000 грн", 18_000, 18_000, "UAH", "month"),
        ("€50k/year", 50_000, 50_000, "EUR", "year"),
        ("$100-150k annually", 100_000, 150_000, "USD", "year"),
        ("2-3k$", 2000, 3000, "USD", "month"),
        ("30-40 тис. грн", 30_000, 40_000, "UAH", "month"),
        ("200 грн/год", 200, 200, "UAH", "hour"),
        ("200 грн за годину", 200, 200, "UAH", "hour"),
        ("50 000 $ в год", 50_000, 50_000, "USD", "year"),
        ("15 $/hour", 15, 15, "USD", "hour"),
        ("1000 грн за зміну", 1000, 1000, "UAH", "day"),
        ("Менеджер з продажу (від 30 000 грн)", 30_000, None, "UAH", "month"),
        ("досвід від 2 років, 20000 грн", 20_000, 20_000, "UAH", "month"),
        ("6 000 - 8 000 zł", 6000, 8000, "PLN", "month"),
    ],
)
def test_each_way_of_writing_is_read(
    text: str, low: float | None, high: float | None, currency: str, period: str
) -> None:
    assert _read(text) == (low, high, currency, period)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5-7 years",
        "досвід від 3 років",
        "067 123 45 67",
        "+380671234567",
        "100%",
        "$$$$",
        "0 грн",
        "$5M investment",
        "40000-30000 грн",
        "$500 per week",
        "2024",
    ],
)
def test_what_is_no_pay_is_none(text: str) -> None:
    assert parse_salary(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("50 000 руб. на руки", "net"),
        ("3000 EUR net", "net"),
        ("18000 - 22000 ₴, після всіх відрахувань", "net"),
        ("2 000 USD gross", "gross"),
        ("до вычета налогов 100 000 руб.", "gross"),
        ("30 000 грн до вирахування податків", "gross"),
        ("ASP.NET, $3000", ""),
        ("30 000 грн", ""),
    ],
)
def test_before_or_after_tax_is_told_only_where_it_is_written(text: str, kind: str) -> None:
    salary = parse_salary(text)
    assert salary is not None
    assert salary.gross is {"gross": True, "net": False, "": None}[kind]


@given(anything)
@settings(deadline=None)
def test_any_text_is_pay_with_a_sane_range_or_none(text: str) -> None:
    salary = parse_salary(text)
    if salary is not None:
        assert salary.min is not None or salary.max is not None
        assert (salary.min or 1) > 0
        assert salary.max is None or salary.max >= (salary.min or 0)


@given(st.integers(1_000, 900_000), st.integers(0, 90_000), st.sampled_from(["грн", "USD", "€"]))
@settings(deadline=None)
def test_a_range_is_read_whatever_its_spaces_and_dashes(low: int, more: int, currency: str) -> None:
    high = low + more
    read = {
        _read(f"{low:,}{dash}{high:,} {currency}".replace(",", space))
        for space, dash in product(("", " ", "\u202f", "\u00a0"), ("-", " – ", "—"))
    }
    assert len(read) == 1
    assert next(iter(read), None) is not None
    assert {(each[0], each[1]) for each in read if each} == {(low, high)}
