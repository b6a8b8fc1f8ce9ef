"""The jobs in the data that an Indeed search page draws itself from."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct

from contracts.frontier import host_of
from contracts.records import Page, Salary
from crawler.reading.addresses import parts_of
from crawler.reading.ads import an_ad, where
from crawler.reading.html_text import paragraphs
from crawler.reading.json_values import amount, entries, line, mapping, text, unplain, whole
from crawler.reading.pages import Shown
from understanding.money import parse_salary

KEY: Final = re.compile(r"[0-9a-zA-Z]{6,32}")
_ASSIGNED: Final = re.compile(
    r"window\.mosaic\.providerData\[[\"']mosaic-provider-jobcards[\"']\]\s*=\s*(?=\{)"
)
_MOST_DECOYS: Final = 20
_KEYS: Final = ("title|displayTitle", "company", "formattedLocation")
_PERIODS: Final = {"HOURLY": "hour", "DAILY": "day", "MONTHLY": "month", "YEARLY": "year"}
_CURRENCIES: Final = {
    "ua": "UAH",
    "uk": "GBP",
    "pl": "PLN",
    "de": "EUR",
    "fr": "EUR",
    "ca": "CAD",
    "www": "USD",
}
_DECODER: Final = json.JSONDecoder()


class Found(Struct, frozen=True):
    shown: list[Shown]
    known: bool
    """Such data is there, whether or not it could be read."""
    total: int | None
    """How many the whole search has."""


def jobs_of(page_text: str, page: Page) -> Found:
    known = False
    for data in _assigned(page_text):
        model = mapping(mapping(data.get("metaData")).get("mosaicProviderJobCardsModel"))
        results = model.get("results")
        if isinstance(results, list):
            shown = [_shown(mapping(each), page) for each in results]
            return Found(shown, known=True, total=_total(model, data))
        known = True
    return Found([], known=known, total=None)


def _assigned(page_text: str) -> Iterator[Mapping[str, Any]]:
    """Decode what is assigned: braces within strings, and a decoy before it, are no end."""
    for number, found in enumerate(_ASSIGNED.finditer(page_text)):
        if number >= _MOST_DECOYS:
            return
        try:
            data, _ = _DECODER.raw_decode(page_text, found.end())
        except (ValueError, RecursionError):
            data = None
        yield mapping(data)


def _total(model: Mapping[str, Any], data: Mapping[str, Any]) -> int | None:
    tiers = model.get("tierSummaries") or mapping(data.get("metaData")).get("tierSummaries")
    counts = [whole(mapping(each).get("jobCount")) for each in entries(tiers)]
    said = [count for count in counts if count is not None]
    return sum(said) if said else None


def _shown(job: Mapping[str, Any], page: Page) -> Shown:
    key = line(job, "jobkey")
    title = line(job, "displayTitle") or line(job, "title")
    if not KEY.fullmatch(key) or not title:
        return Shown(None, "a result without `jobkey` or `title`")
    snippet, extracted = mapping(job.get("salarySnippet")), mapping(job.get("extractedSalary"))
    written = line(snippet, "text")
    salary = _salary(extracted, snippet, page) or parse_salary(written)
    place = where(line(job, "formattedLocation"))
    posting = an_ad(
        key,
        title,
        url=f"{_base(page)}/viewjob?jk={key}",
        company=line(job, "company"),
        places=place["places"],
        remote=True if job.get("remoteLocation") is True else place["remote"],
        salary=salary,
        salary_text="" if salary else written,
        posted_at=_moment(job.get("pubDate")),
        description=paragraphs(text(job.get("snippet"))),
    )
    missing = unplain(job, *_KEYS) or _half(job, posting.posted_at)
    return Shown(posting, f"a result without a whole `{missing}`" if missing else "")


def _half(job: Mapping[str, Any], posted_at: datetime | None) -> str:
    if posted_at is None and job.get("pubDate") is not None:
        return "pubDate"
    if isinstance(job.get("snippet"), dict | list):
        return "snippet"
    if not isinstance(job.get("remoteLocation"), bool | None):
        return "remoteLocation"
    extracted = job.get("extractedSalary")
    if extracted is not None and unplain(mapping(extracted), "min", "max", "type"):
        return "extractedSalary"
    snippet = mapping(job.get("salarySnippet"))
    odd = unplain(snippet, *(key for key in ("text", "currency") if key in snippet))
    unknown = [key for key in job if "salary" in key.lower() and key not in _PAY]
    return "salarySnippet" if odd else unknown[0] if unknown and not extracted else ""


_PAY: Final = frozenset({"salarySnippet", "extractedSalary", "estimatedSalary", "salaryInfoModel"})


def _salary(extracted: Mapping[str, Any], snippet: Mapping[str, Any], page: Page) -> Salary | None:
    low, high = amount(extracted.get("min")), amount(extracted.get("max"))
    period = _PERIODS.get(line(extracted, "type").upper())
    if period is None or (low is None and high is None):
        return None
    written = parse_salary(line(snippet, "text"))
    country = host_of(page.url).partition(".")[0]
    currency = line(snippet, "currency") or (written.currency if written else "")
    return Salary(
        min=low, max=high, currency=currency or _CURRENCIES.get(country, "USD"), period=period
    )


def _moment(value: object) -> datetime | None:
    """Milliseconds since 1970."""
    number = whole(value)
    try:
        return datetime.fromtimestamp(number / 1000, UTC) if number else None
    except (ValueError, OverflowError, OSError):
        return None


def _base(page: Page) -> str:
    parts = parts_of(page.url)
    return f"{parts.scheme}://{parts.netloc}"
