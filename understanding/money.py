"""Pay as boards write it: "40 000 – 60 000 грн", "від $2000", "€50k/year".

A number is pay only with a currency beside it, so years of experience, telephone numbers and
percentages are none; neither is what is too small or too great for its period.
"""

import re
from typing import Final

from contracts.records import Salary

_CURRENCIES: Final[dict[str, str]] = {
    "UAH": r"₴|(?:грн|гривень|гривні|гривен|uah)(?!\w)",
    "USD": r"us\$|\$|(?:usd|дол|доларів|долларов|у\. ?е)(?!\w)",
    "EUR": r"€|(?:eur|euro|євро|евро)(?!\w)",
    "PLN": r"(?:pln|zł|злотих|злотых)(?!\w)",
    "GBP": r"£|gbp(?!\w)",
    "RUB": r"₽|(?:руб|рублей|rub|rur)(?!\w)",
}
_PERIODS: Final[dict[str, str]] = {
    "year": r"year|annual|annum|p\.a|/ ?yr|рік|річн|год(?:а|овых)\b|[вз]а? год\b",
    "hour": r"hour|/ ?hr?\b|годин|/ ?год|почас|\bчас\b",
    "day": r"day|daily|\bден|\bдня|\bдобу|змін|смен",
    "week": r"week|тижд|недел",
}
_GROSS: Final = re.compile(r"gross|брутто|до вирах|до вычет|before tax")
_NET: Final = re.compile(r"(?<![\w.])net\b|нетто|на руки|чистими|чистыми|після|после|after tax")
_NUMBER: Final = r"\d{1,3}(?:[ .,]\d{3})+(?!\d)(?:[.,]\d\d?(?!\d))?|\d+(?:[.,]\d\d?(?!\d))?"
_CENTS: Final = re.compile(r"[.,](\d\d?)$")
_THOUSAND: Final = r"(?: ?(?:k|к|тис|тыс|тисяч|тысяч)(?!\w)\.?)"
_CURRENCY: Final = "|".join(_CURRENCIES.values())
_PAY: Final = re.compile(
    r"(?<![\w.,+])(?:(?P<from>від|от|from) )?(?:(?P<to>до|to|max) )?"
    rf"(?P<c1>{_CURRENCY})? ?(?P<low>{_NUMBER})(?P<k1>{_THOUSAND})?(?P<more>\+)? ?"
    rf"(?P<c2>{_CURRENCY})?(?P<plus>\+)?"
    rf"(?:\.? ?(?:-|до|to) ?(?P<c3>{_CURRENCY})? ?(?P<high>{_NUMBER})(?P<k2>{_THOUSAND})? ?"
    rf"(?P<c4>{_CURRENCY})?)?"
)
_PLAIN: Final = str.maketrans(dict.fromkeys("–—−‒‑", "-") | dict.fromkeys("'’`", ""))
_BESIDE: Final = 30
"""Characters around the amount in which its period and its kind are told."""

_LIMITS: Final[dict[str, tuple[float, float]]] = {
    "hour": (1, 20_000),
    "day": (5, 100_000),
    "month": (50, 5_000_000),
    "year": (1_000, 50_000_000),
}


def parse_salary(text: str) -> Salary | None:
    """Return the first pay that the text names; None when it names none."""
    plain = re.sub(r"\s", " ", text.lower()).translate(_PLAIN)
    for found in _PAY.finditer(plain):
        currency = _currency(found)
        beside = plain[max(0, found.start() - _BESIDE) : found.end() + _BESIDE]
        salary = _salary(found, currency, beside) if currency else None
        if salary:
            return salary
    return None


def _currency(found: re.Match[str]) -> str:
    written = next((found[name] for name in ("c4", "c3", "c2", "c1") if found[name]), "")
    for code, pattern in _CURRENCIES.items():
        if re.fullmatch(pattern, written):
            return code
    return ""


def _salary(found: re.Match[str], currency: str, beside: str) -> Salary | None:
    period = next((name for name, sign in _PERIODS.items() if re.search(sign, beside)), "month")
    low, high = _range(found)
    least, most = _LIMITS.get(period, (0, 0))
    if any(not least <= each <= most for each in (low, high) if each is not None):
        return None
    if low is not None and high is not None and low > high:
        return None
    return Salary(min=low, max=high, currency=currency, period=period, gross=_gross(beside))


def _range(found: re.Match[str]) -> tuple[float | None, float | None]:
    low = _value(found["low"], found["k1"])
    if found["high"]:
        # "2-3k" speaks of thousands at both ends.
        both = found["k2"] and low < _value(found["high"], None)
        return low * 1000 if both else low, _value(found["high"], found["k2"])
    if found["from"] or found["more"] or found["plus"]:
        return low, None
    return (None, low) if found["to"] else (low, low)


def _value(number: str, thousand: str | None) -> float:
    cents = _CENTS.search(number)
    whole = number[: cents.start()] if cents else number
    value = float(f"{re.sub(r'[ .,]', '', whole)}.{cents[1] if cents else 0}")
    return value * 1000 if thousand else value


def _gross(beside: str) -> bool | None:
    if _GROSS.search(beside):
        return True
    return False if _NET.search(beside) else None
