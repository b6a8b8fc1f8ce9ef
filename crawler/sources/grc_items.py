"""What an item of a HeadHunter-shaped API says."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from contracts.records import Outcome, Parsed, Salary
from crawler.reading.ads import an_ad, kyiv_moment
from crawler.reading.html_text import one_line, paragraphs
from crawler.reading.json_values import (
    amount,
    entries,
    identifier,
    lacking,
    line,
    mapping,
    text,
    unplain,
)
from crawler.reading.pages import Shown
from crawler.reading.refusals import changed

_KEYS: Final = ("area", "employer", "alternate_url", "published_at")
_PAYS: Final = ("salary_range", "salary")
_PAY_KEYS: Final = frozenset({"from", "to", "currency", "gross", "mode", "frequency"})
_CURRENCIES: Final = {"RUR": "RUB", "BYR": "BYN"}
_PERIODS: Final = {"MONTH": "month", "HOUR": "hour", "DAY": "day", "YEAR": "year", "SHIFT": "day"}
_MARK: Final = re.compile(r"</?highlighttext>")
_SAID: Final = ("requirement", "responsibility")
_REMOTE: Final = "remote"


def card_of(item: Mapping[str, Any], now: datetime) -> Shown:
    snippet = mapping(item.get("snippet"))
    said = (text(snippet.get(key)) for key in _SAID)
    short = "\n".join(filter(None, (one_line(_MARK.sub("", each)) for each in said)))
    odd = [key for key, value in item.items() if key != "snippet" and _is_snippet(value)]
    missing = next(iter(odd), "") or (unplain(snippet, *_SAID) if snippet else "")
    return _ad(item, short, missing, now)


def vacancy_of(data: Mapping[str, Any], now: datetime) -> Parsed:
    if data.get("archived") is True:
        return Parsed(outcome=Outcome.EMPTY, reason="the vacancy is in the archive")
    described = paragraphs(_MARK.sub("", text(data.get("description"))))
    shown = _ad(data, described, "" if described else "description", now)
    if shown.posting is None or shown.fault:
        return changed(shown.fault)
    return Parsed(outcome=Outcome.OK, postings=(shown.posting,))


def _ad(data: Mapping[str, Any], described: str, missing: str, now: datetime) -> Shown:
    found, title = identifier(data.get("id")), line(data, "name")
    if not found or not title:
        return Shown(None, "an item without `id` or `name`")
    moment = kyiv_moment(_with_colon(text(data.get("published_at"))), now)
    salary, odd = _salary(data)
    kinds = ("schedule", "employment")
    formats = [line(each, "id").lower() for each in entries(data.get("work_format"))]
    distant = _REMOTE in (line(data, "schedule", "id"), *formats)
    posting = an_ad(
        found,
        title,
        url=line(data, "alternate_url"),
        company=line(data, "employer", "name"),
        places=tuple(filter(None, [line(data, "area", "name")])),
        remote=True if distant else None,
        salary=salary,
        posted_at=moment,
        employment=line(data, "employment", "name") or line(data, "employment", "id"),
        description=described,
    )
    needed = {"employer": posting.company, "published_at": moment, "area": posting.places}
    needed |= {"alternate_url": posting.url}
    missing = missing or lacking(data, *_KEYS) or odd
    missing = missing or next((key for key, said in needed.items() if not said), "")
    missing = missing or next((key for key in kinds if _nameless(data.get(key))), "")
    return Shown(posting, f"an item without a whole `{missing}`" if missing else "")


def _is_snippet(value: object) -> bool:
    return any(key in mapping(value) for key in _SAID)


def _nameless(kind: object) -> bool:
    """A kind may be null; one that is told has an id."""
    return kind is not None and not line(kind, "id")


def _with_colon(moment: str) -> str:
    return re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", moment)


def _salary(data: Mapping[str, Any]) -> tuple[Salary | None, str]:
    """The newer `salary_range` also says of what time it is; either may stand alone, or neither."""
    found: Salary | None = None
    for key in _PAYS:
        said = data.get(key)
        if said is None:
            continue
        pay = mapping(said)
        if unplain(pay, "from", "to", "currency") or set(pay) - _PAY_KEYS:
            return found, key
        found = found or _pay(pay)
    renamed = [key for key, value in data.items() if key not in _PAYS and _is_pay(value)]
    return found, "" if found else next(iter(renamed), "")


def _is_pay(value: object) -> bool:
    return "currency" in mapping(value)


def _pay(said: Mapping[str, Any]) -> Salary | None:
    low, high, currency = amount(said.get("from")), amount(said.get("to")), line(said, "currency")
    period = _PERIODS.get(line(said, "mode", "id") or line(said, "mode") or "MONTH")
    if (low is None and high is None) or not currency or period is None:
        return None
    gross = said.get("gross")
    return Salary(
        min=low,
        max=high,
        currency=_CURRENCIES.get(currency, currency),
        period=period,
        gross=gross if isinstance(gross, bool) else None,
    )
