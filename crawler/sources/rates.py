"""Exchange rates as two central banks publish them for the day: observations of currencies.

A watch asks for them by name (`sources: [nbu, ecb]`); no other watch is answered by them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from contracts.frontier import Request, Role, host_of
from contracts.records import Observation, Outcome, Page, Parsed
from contracts.subjects import WatchSpec
from crawler.reading.decoding import text_of
from crawler.reading.refusals import Changed, blocked, changed, doubted, refusal
from crawler.reading.xml_tree import parse_xml
from crawler.source import Card
from understanding.rates import metric, rate_of

_ANSWERED: Final = 200
Read = Callable[[Page], Iterable[Observation]]


class Bank:
    """A central bank's page of the day; `read` yields each currency's worth in the bank's own."""

    def __init__(
        self, name: str, summary: str, base_url: str, path: str, read: Read, terms: str
    ) -> None:
        self.name = name
        self.summary = summary
        self.base_url = base_url.rstrip("/")
        self.card = Card(
            yields=("observations",), terms=terms, personal="none", interval_ms=2000, slots=1
        )
        self._path = path
        self._read = read

    def matches(self, url: str) -> bool:
        return bool(host_of(url)) and host_of(url) == host_of(self.base_url)

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        if self.name not in spec.sources:
            return ()
        url = self.base_url + self._path
        return (Request(url=url, source=self.name, role=Role.LISTING),)

    def parse(self, page: Page) -> Parsed:
        text = text_of(page)
        if reason := refusal(page, text):
            return blocked(reason)
        if page.status != _ANSWERED:
            return doubted(changed(f"HTTP {page.status}"), text)
        try:
            found = tuple(self._read(page))
        except Changed as fault:
            return doubted(changed(str(fault)), text)
        return Parsed(outcome=Outcome.OK if found else Outcome.EMPTY, observations=found)


def nbu(base_url: str = "https://bank.gov.ua") -> Bank:
    return Bank(
        "nbu",
        "National Bank of Ukraine: the official exchange rates of the hryvnia",
        base_url,
        "/NBUStatService/v1/statdirectory/exchange?json",
        _nbu,
        "https://bank.gov.ua/en/open-data: open data for programs",
    )


def ecb(base_url: str = "https://www.ecb.europa.eu") -> Bank:
    return Bank(
        "ecb",
        "European Central Bank: the reference rates of the euro",
        base_url,
        "/stats/eurofxref/eurofxref-daily.xml",
        _ecb,
        "https://www.ecb.europa.eu: free to reuse with the source named; for information only",
    )


BANKS: Final[Mapping[str, Callable[..., Bank]]] = {"nbu": nbu, "ecb": ecb}


def _nbu(page: Page) -> Iterable[Observation]:
    """Hryvnias for one unit of each."""
    try:
        rows = msgspec.json.decode(text_of(page))
    except (ValueError, RecursionError) as error:
        raise Changed("no JSON") from error
    if not isinstance(rows, list):
        raise Changed("no list of rates")
    for row in rows:
        told: Mapping[str, Any] = row if isinstance(row, dict) else {}
        at = _day(told.get("exchangedate"), "%d.%m.%Y")
        yield _observed(told.get("cc"), "UAH", told.get("rate"), at)


def _ecb(page: Page) -> Iterable[Observation]:
    """Published the other way round: how much of each one euro is."""
    days = parse_xml(page).find("Cube/Cube")
    if not days or not all(day.children() for day in days):
        raise Changed("no `Cube` with the rates of a day")
    for day in days:
        at = _day(day.attributes.get("time"), "%Y-%m-%d")
        for each in day.children():
            value = _number(each.attributes.get("rate"))
            yield _observed(each.attributes.get("currency"), "EUR", 1 / value, at)


def _observed(currency: object, base: str, value: object, at: datetime) -> Observation:
    if isinstance(currency, str) and isinstance(value, int | float) and not isinstance(value, bool):
        seen = Observation(subject=currency, metric=metric(base), at=at, value=float(value))
        if rate_of("", seen):
            return seen
    raise Changed(f"no rate of a currency: {str(currency)[:40]!r} at {str(value)[:40]!r}")


def _number(text: str | None) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = 0.0
    if not value > 0:
        raise Changed(f"no rate: {str(text)[:40]!r}")
    return value


def _day(text: object, form: str) -> datetime:
    try:
        return datetime.strptime(str(text), form).replace(tzinfo=UTC)
    except ValueError as error:
        raise Changed(f"no day of the rates: {str(text)[:40]!r}") from error
