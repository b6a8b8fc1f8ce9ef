"""djinni.co: the data in its pages is read, and the cards bear it out."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.frontier import Role
from contracts.records import Outcome, Parsed
from contracts.subjects import WatchFilters, WatchSpec
from crawler.sources.djinni import Djinni
from tests.unit.crawler.jsonld_pages import (
    DJINNI,
    a_djinni_card,
    a_djinni_job,
    a_djinni_list,
    a_djinni_vacancy,
)
from tests.unit.crawler.pages import a_page

SOURCE = Djinni(DJINNI)
LIST = f"{DJINNI}/jobs/?primary_keyword=Python&page=1"


def paid(currency: str) -> WatchFilters:
    return WatchFilters(salary_min=2000, salary_currency=currency)


def listing(body: str) -> Parsed:
    return SOURCE.parse(a_page(LIST, body, role=Role.LISTING))


def detail(body: str, **fields: Any) -> Parsed:
    return SOURCE.parse(a_page(f"{DJINNI}/jobs/7-data-engineer/", body, **fields))


@pytest.mark.parametrize(
    ("spec", "queries"),
    [
        (WatchSpec(keywords=("Data Engineer",)), ["primary_keyword=data+engineer&page=1"]),
        (WatchSpec(websites=("https://djinni.co/",)), ["page=1"]),
        (WatchSpec(websites=("https://other.test/",)), []),
        (
            WatchSpec(keywords=("sql",), filters=WatchFilters(remote=True, salary_min=2000)),
            ["primary_keyword=sql&employment=remote&salary=2000&page=1"],
        ),
        (
            WatchSpec(keywords=("sql",), filters=paid("USD")),
            ["primary_keyword=sql&salary=2000&page=1"],
        ),
        (WatchSpec(keywords=("sql",), filters=paid("UAH")), ["primary_keyword=sql&page=1"]),
    ],
)
def test_a_watch_asks_for_lists(spec: WatchSpec, queries: list[str]) -> None:
    assert [root.url for root in SOURCE.requests(spec)] == [f"{DJINNI}/jobs/?{q}" for q in queries]


def test_a_list_brings_whole_vacancies_and_leads_on() -> None:
    jobs = [a_djinni_job(1), a_djinni_job(2)]
    body = a_djinni_list(a_djinni_card(1), a_djinni_card(2), jobs=jobs, pages=(1, 2, 9))
    parsed = listing(body)
    assert (parsed.outcome, parsed.sightings) == (Outcome.OK, ("1", "2"))
    assert [link.url for link in parsed.follow] == [LIST.replace("page=1", "page=2")]
    posting = parsed.postings[0]
    assert (posting.url, posting.company) == (f"{DJINNI}/jobs/1-data-engineer/", "Acme & Sons")
    assert posting.posted_at == datetime(2026, 9, 18, 7, 30, 0, 123456, tzinfo=UTC)
    assert posting.description == "Пишемо Python\nSQL"


def test_remote_work_and_towns_that_are_none_or_several() -> None:
    far = {k: v for k, v in a_djinni_job(1).items() if k != "jobLocation"}
    several = {"@type": "Place", "address": {"addressLocality": ["Київ", "Львів"]}}
    none = {"@type": "Place", "address": {"addressLocality": [], "addressCountry": "UA"}}
    jobs = [
        {**far, "jobLocationType": "TELECOMMUTE"},
        a_djinni_job(2, jobLocation=several),
        a_djinni_job(3, jobLocation=none),
    ]
    cards = [a_djinni_card(number) for number in (1, 2, 3)]
    first, second, third = listing(a_djinni_list(*cards, jobs=jobs)).postings
    assert (first.places, first.remote) == ((), True)
    assert second.places == ("Київ", "Львів")
    assert third.places == ("UA",)


def test_a_card_names_the_town_where_its_data_does_not() -> None:
    nowhere: list[object] = [
        [],
        {"@type": "Place", "address": {"addressLocality": []}},
        {"@type": "Place", "address": {"@type": "PostalAddress"}},
    ]
    for place in nowhere:
        job = a_djinni_job(1, jobLocation=place)
        parsed = listing(a_djinni_list(a_djinni_card(1), jobs=[job]))
        assert (parsed.outcome, parsed.postings[0].places) == (Outcome.OK, ("Київ",))


def test_the_page_itself_is_no_link_that_leads_nowhere() -> None:
    here = '<ul class="pagination"><li class="page-item"><span class="page-link">1</span></li></ul>'
    body = a_djinni_list(a_djinni_card(1), jobs=[a_djinni_job(1)]) + here
    assert listing(body).outcome is Outcome.OK


def test_a_level_is_no_pay() -> None:
    job = {k: v for k, v in a_djinni_job(1).items() if k != "baseSalary"}
    parsed = listing(a_djinni_list(a_djinni_card(1, salary="$$$$"), jobs=[job]))
    assert (parsed.outcome, parsed.postings[0].salary) == (Outcome.OK, None)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (a_djinni_list(a_djinni_card(1), a_djinni_card(2), jobs=[a_djinni_job(1)]), "1 vacancies"),
        (a_djinni_list(a_djinni_card(1), jobs=None), "cards, but no JobPosting"),
        (a_djinni_list(a_djinni_card(1), jobs=[]), "cards, but no JobPosting"),
        (a_djinni_list(a_djinni_card(1), jobs='[{"@type":"JobPosting"'), "no JSON"),
        (a_djinni_list(a_djinni_card(1), jobs=[a_djinni_job(1, baseSalary=None)]), "pay on"),
        (a_djinni_list(a_djinni_card(1), jobs=[a_djinni_job(1, identifier=2)]), "another's"),
        (a_djinni_list(jobs=[]), "neither"),
        ("", "neither"),
    ],
)
def test_a_list_that_contradicts_itself_is_changed(body: str, reason: str) -> None:
    parsed = listing(body)
    assert parsed.outcome is Outcome.CHANGED
    assert reason in parsed.reason


def test_a_list_that_says_so_is_empty() -> None:
    assert listing(a_djinni_list(jobs=[], words="не знайдено")).outcome is Outcome.EMPTY


def test_a_vacancy_is_read_whole() -> None:
    parsed = detail(a_djinni_vacancy(a_djinni_job(7)))
    (posting,) = parsed.postings
    assert (parsed.outcome, posting.external_id, posting.places) == (Outcome.OK, "7", ("Київ",))


@pytest.mark.parametrize(
    ("body", "status", "outcome"),
    [
        (a_djinni_vacancy(None), 200, Outcome.CHANGED),
        (a_djinni_vacancy(a_djinni_job(7, baseSalary=None)), 200, Outcome.CHANGED),
        (a_djinni_vacancy(None, words='<p class="alert">Вакансія закрита</p>'), 200, Outcome.EMPTY),
        ("", 410, Outcome.EMPTY),
        ("", 429, Outcome.BLOCKED),
    ],
)
def test_other_vacancies(body: str, status: int, outcome: Outcome) -> None:
    assert detail(body, status=status).outcome is outcome
