"""robota.ua: what its API is asked, and what it answers."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.frontier import Role
from contracts.records import Outcome, Page, Parsed, Salary
from contracts.subjects import WatchSpec
from crawler.sources.robota import Robota
from tests.unit.crawler.pages import ROBOTA, a_document, a_page, as_json

SOURCE = Robota(ROBOTA)
SEARCH = f"{ROBOTA}/vacancy/search?page=0&count=2&sort=1"


def search(documents: object, *, url: str = SEARCH, **fields: Any) -> Parsed:
    body = as_json({"documents": documents, **fields})
    return SOURCE.parse(a_page(url, body, role=Role.LISTING))


def detail(body: bytes, status: int = 200) -> Parsed:
    return SOURCE.parse(a_page(f"{ROBOTA}/vacancy?id=7", body, status=status))


def urls(parsed: Parsed, role: Role) -> list[str]:
    return [link.url.removeprefix(ROBOTA) for link in parsed.follow if link.role is role]


@pytest.mark.parametrize(
    ("spec", "queries"),
    [
        pytest.param(
            WatchSpec(keywords=("data engineer",)), ["&keyWords=data+engineer"], id="words"
        ),
        pytest.param(WatchSpec(websites=("https://robota.ua/",)), [""], id="its-site"),
        pytest.param(WatchSpec(websites=("https://work.ua/",)), [], id="another-site"),
    ],
)
def test_a_watch_asks_for_searches(spec: WatchSpec, queries: list[str]) -> None:
    first = f"{ROBOTA}/vacancy/search?page=0&count=20&sort=1"
    roots = SOURCE.requests(spec)
    assert [root.url for root in roots] == [first + query for query in queries]
    assert all(root.headers == {"Accept": "application/json"} for root in roots)


def test_a_search_sights_its_documents_and_leads_on() -> None:
    parsed = search([a_document(1), a_document(2)], total=5)
    assert (parsed.outcome, parsed.sightings) == (Outcome.OK, ("1", "2"))
    assert urls(parsed, Role.DETAIL) == ["/vacancy?id=1", "/vacancy?id=2"]
    assert urls(parsed, Role.LISTING) == ["/vacancy/search?page=1&count=2&sort=1"]


@pytest.mark.parametrize(
    ("documents", "fields", "leads_on"),
    [
        pytest.param(2, {"total": 2}, False, id="all-shown"),
        pytest.param(1, {"total": 3}, True, id="a-short-page-of-more"),
        pytest.param(2, {}, True, id="a-full-page-without-a-total"),
        pytest.param(1, {}, False, id="a-short-page-without-a-total"),
        pytest.param(2, {"total": "many"}, True, id="a-total-that-is-none"),
    ],
)
def test_it_leads_on_while_there_is_more(
    documents: int, fields: dict[str, Any], *, leads_on: bool
) -> None:
    parsed = search([a_document(number) for number in range(1, documents + 1)], **fields)
    assert bool(urls(parsed, Role.LISTING)) is leads_on


def test_the_last_page_counts_what_was_shown_before() -> None:
    url = SEARCH.replace("page=0", "page=2")
    assert urls(search([a_document(5)], url=url, total=5), Role.LISTING) == []


def test_no_documents_are_an_empty_board() -> None:
    assert search([], total=0).outcome is Outcome.EMPTY
    assert search([]).outcome is Outcome.EMPTY


def test_an_empty_page_in_the_midst_of_a_walk_is_changed() -> None:
    parsed = search([], url=SEARCH.replace("page=0", "page=3"), total=500)
    assert parsed.outcome is Outcome.CHANGED


@pytest.mark.parametrize(
    "broken",
    [None, "x", {}, a_document(0), a_document(name=""), a_document(id="7"), a_document(id=True)],
)
def test_a_document_that_cannot_be_read_is_a_changed_page(broken: object) -> None:
    parsed = search([a_document(1), broken], total=2)
    assert (parsed.outcome, parsed.sightings) == (Outcome.CHANGED, ("1",))


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{}", b'{"documents": {}}', b"<html>", b"[" * 100_000, b'{"a": 1e999}'],
    ids=lambda body: repr(body[:12]),
)
def test_other_answers_are_changed(body: bytes) -> None:
    page: Page = a_page(SEARCH, body, role=Role.LISTING)
    assert SOURCE.parse(page).outcome is Outcome.CHANGED
    assert detail(body).outcome is Outcome.CHANGED


def test_a_vacancy_is_read_whole() -> None:
    (posting,) = detail(as_json(a_document(salaryFrom=30000, salaryTo=45000))).postings
    assert (posting.external_id, posting.url) == ("7", f"{ROBOTA}/company42/vacancy7")
    assert (posting.title, posting.company, posting.places) == ("Інженер даних", "Acme", ("Львів",))
    assert posting.salary == Salary(min=30000, max=45000, currency="UAH")
    assert posting.description == "Python\nSQL"


def test_the_public_page_is_not_the_apis() -> None:
    page = a_page("https://api.robota.ua/vacancy?id=7", as_json(a_document()))
    (posting,) = Robota().parse(page).postings
    assert posting.url == "https://robota.ua/company42/vacancy7"


def test_dates_are_kyivs_in_summer_and_winter() -> None:
    (summer,) = detail(as_json(a_document(date="2026-07-01T12:00:00"))).postings
    (winter,) = detail(as_json(a_document(date="2026-12-01T12:00:00"))).postings
    assert summer.posted_at == datetime(2026, 7, 1, 9, tzinfo=UTC)
    assert winter.posted_at == datetime(2026, 12, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("date", ["", "soon", "0001-01-01T00:00:00", "2026-13-01", None, 7])
def test_a_date_that_is_none_is_left_out(date: object) -> None:
    (posting,) = detail(as_json(a_document(date=date))).postings
    assert posting.posted_at is None


@pytest.mark.parametrize(
    ("fields", "salary"),
    [
        pytest.param({}, None, id="zeros-say-nothing"),
        pytest.param({"salary": 20000}, (20000, 20000), id="one-number"),
        pytest.param({"salaryFrom": 20000}, (20000, None), id="from"),
        pytest.param({"salary": "20000"}, None, id="text"),
        pytest.param({"salary": True}, None, id="yes"),
        pytest.param({"salary": -5}, None, id="below-zero"),
    ],
)
def test_pay_is_hryvnias_a_month(
    fields: dict[str, Any], salary: tuple[float | None, float | None] | None
) -> None:
    (posting,) = detail(as_json(a_document(**fields))).postings
    found = posting.salary
    assert (found and (found.min, found.max)) == salary


@pytest.mark.parametrize(
    "fields", [{"description": ""}, {"description": None}, {"name": " "}, {"id": None}]
)
def test_a_vacancy_without_its_parts_is_changed(fields: dict[str, Any]) -> None:
    assert detail(as_json(a_document(**fields))).outcome is Outcome.CHANGED


def test_pay_may_be_left_out_but_not_by_another_name() -> None:
    pays = ("salary", "salaryFrom", "salaryTo")
    unpaid = {key: said for key, said in a_document(7).items() if key not in pays}
    assert search([unpaid]).outcome is Outcome.OK
    assert search([{**unpaid, "salaryRange": "1000"}]).outcome is Outcome.CHANGED


def test_what_is_gone_or_closed_is_empty() -> None:
    assert detail(b'{"message": "not found"}', status=404).outcome is Outcome.EMPTY
    assert detail(as_json(a_document(isActive=False))).outcome is Outcome.EMPTY


def test_the_contact_person_is_not_read() -> None:
    person = a_document(contactPerson="Олена Коваль", contactPhone="+380441234567")
    (posting,) = detail(as_json(person)).postings
    assert "Коваль" not in repr(posting)
    assert "1234567" not in repr(posting)
