"""Rates of two central banks: what they answer, what is no answer, and how the store gets them."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.config import Rate
from contracts.errors import Transient
from contracts.frontier import Request, Role
from contracts.log import Entry
from contracts.names import OBSERVATIONS, PAGES_RAW
from contracts.records import Observation, Outcome, Parsed
from contracts.subjects import WatchSpec
from crawler.events import entries
from crawler.rates import WithRates
from crawler.sources.rates import ecb, nbu
from tests.fakes.log import MemoryLog
from tests.unit.crawler.pages import a_page

NBU, ECB = nbu("http://nbu.test"), ecb("http://ecb.test")
DAY = datetime(2026, 11, 24, tzinfo=UTC)
ROWS: list[dict[str, Any]] = [
    {"r030": 840, "txt": "Долар США", "rate": 41.25, "cc": "USD", "exchangedate": "24.11.2026"},
    {"r030": 978, "txt": "Євро", "rate": 48, "cc": "EUR", "exchangedate": "24.11.2026"},
]
TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://gesmes.test" xmlns="http://rates.test">
  <gesmes:subject>Reference rates</gesmes:subject>
  <Cube><Cube time='2026-11-24'>
    <Cube currency='USD' rate='1.25'/><Cube currency='PLN' rate='4.0'/>
  </Cube></Cube>
</gesmes:Envelope>"""


def _nbu(body: object, **fields: Any) -> Parsed:
    text = body if isinstance(body, str) else json.dumps(body)
    return NBU.parse(a_page("http://nbu.test/x", text, role=Role.LISTING, **fields))


def _ecb(body: str) -> Parsed:
    return ECB.parse(a_page("http://ecb.test/x", body, role=Role.LISTING, headers={}))


def test_only_a_watch_that_names_a_bank_asks_it() -> None:
    (asked,) = NBU.requests(WatchSpec(subject="rates", sources=("nbu",)))
    assert asked.url == "http://nbu.test/NBUStatService/v1/statdirectory/exchange?json"
    (asked,) = ECB.requests(WatchSpec(subject="rates", sources=("ecb", "nbu")))
    assert asked.url == "http://ecb.test/stats/eurofxref/eurofxref-daily.xml"
    assert NBU.requests(WatchSpec(subject="data engineer")) == ()
    assert NBU.requests(WatchSpec(subject="rates", sources=("ecb",))) == ()


def test_the_national_bank_tells_hryvnias_for_a_unit() -> None:
    assert _nbu(ROWS) == Parsed(
        outcome=Outcome.OK,
        observations=(
            Observation(subject="USD", metric="rate:UAH", at=DAY, value=41.25),
            Observation(subject="EUR", metric="rate:UAH", at=DAY, value=48.0),
        ),
    )


def test_the_european_bank_tells_units_for_a_euro() -> None:
    assert _ecb(TABLE) == Parsed(
        outcome=Outcome.OK,
        observations=(
            Observation(subject="USD", metric="rate:EUR", at=DAY, value=0.8),
            Observation(subject="PLN", metric="rate:EUR", at=DAY, value=0.25),
        ),
    )


@pytest.mark.parametrize(
    "mutation",
    [
        {"rate": None},
        {"rate": "41.25"},
        {"rate": 0},
        {"rate": True},
        {"cc": "dollar"},
        {"cc": None},
        {"exchangedate": "2026-11-24"},
    ],
)
def test_a_rate_that_is_told_otherwise_is_a_change(mutation: dict[str, object]) -> None:
    assert _nbu([ROWS[0], {**ROWS[1], **mutation}]).outcome is Outcome.CHANGED


@pytest.mark.parametrize("body", ["", "{", "{}", "null", "[1]", "[" * 5000])
def test_what_is_no_list_of_rates_is_a_change(body: str) -> None:
    parsed = _nbu(body)
    assert parsed.outcome is Outcome.CHANGED
    assert parsed.reason


def test_a_bank_that_has_no_rates_yet_is_empty() -> None:
    assert _nbu([]).outcome is Outcome.EMPTY


def test_a_bank_that_refuses_is_blocked_and_one_that_fails_is_changed() -> None:
    assert _nbu("no", status=403).outcome is Outcome.BLOCKED
    assert _nbu("no", status=500).outcome is Outcome.CHANGED


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("<Cube", "<Cubus"),
        (" time=", " day="),
        (" rate=", " value="),
        (" currency=", " code="),
        ("rate='1.25'", "rate='0'"),
        ("rate='1.25'", "rate='nan'"),
        ("rate='1.25'", "rate='1,25'"),
        ("currency='USD'", "currency='dollar'"),
        ("2026-11-24", "24.11.2026"),
        ("<Cube currency='USD' rate='1.25'/><Cube currency='PLN' rate='4.0'/>", ""),
        ("<gesmes:Envelope", '<!DOCTYPE x [<!ENTITY a "b">]><gesmes:Envelope'),
    ],
)
def test_a_table_that_is_told_otherwise_is_a_change(was: str, now: str) -> None:
    assert was in TABLE
    told = TABLE.replace(was, now)
    if was == "<Cube":
        told = told.replace("</Cube>", "</Cubus>")
    assert _ecb(told).outcome is Outcome.CHANGED


@given(st.binary(max_size=300))
def test_any_bytes_have_an_outcome(body: bytes) -> None:
    for bank in (NBU, ECB):
        assert bank.parse(a_page("http://x.test/", body, role=Role.LISTING)).outcome in set(Outcome)


class Book:
    """Keeps rates, once it can."""

    def __init__(self, failures: int = 0) -> None:
        self.kept: list[Rate] = []
        self._failures = failures

    def put(self, rates: Sequence[Rate]) -> None:
        if self._failures:
            self._failures -= 1
            raise Transient("away")
        self.kept += rates


def _told(space: str = "public") -> list[Entry]:
    request = Request(url="http://nbu.test/x", source="nbu", role=Role.LISTING, space=space)
    page = a_page(request.url, json.dumps(ROWS[:1]), request=request)
    return entries(page, NBU.parse(page), "blob")


def _read(log: MemoryLog) -> list[Entry]:
    return [
        Entry(topic=topic, key=message.key, value=message.value)
        for topic in (PAGES_RAW, OBSERVATIONS)
        for message in log.read(topic)
    ]


def test_published_rates_reach_the_book_and_all_events_the_log() -> None:
    log, book = MemoryLog(), Book()
    WithRates(log, book).append(_told())
    assert book.kept == [
        Rate(currency="USD", base="UAH", date=date(2026, 11, 24), value=41.25, source="nbu")
    ]
    assert _read(log) == _told()


def test_rates_of_a_tenant_are_not_everybody_s() -> None:
    log, book = MemoryLog(), Book()
    WithRates(log, book).append(_told("acme"))
    assert (book.kept, _read(log)) == ([], _told("acme"))


def test_a_page_whose_rates_are_not_kept_is_not_told_either() -> None:
    log, book = MemoryLog(), Book(failures=1)
    with pytest.raises(Transient):
        WithRates(log, book).append(_told())
    assert _read(log) == []
