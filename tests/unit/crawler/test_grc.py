"""grc: what the API is asked with a token, what it answers, and what saved pages say."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.frontier import Role, encode_request
from contracts.records import Outcome, Parsed, Salary
from contracts.subjects import WatchFilters, WatchSpec
from crawler.sources.grc import Grc
from tests.unit.crawler.grc_pages import (
    GRC,
    a_hooked_vacancy,
    a_saved_vacancy,
    a_search,
    a_serp,
    a_serp_card,
    a_whole_item,
    an_item,
)
from tests.unit.crawler.pages import a_page, as_json

SOURCE = Grc(GRC, credential="grc_token")
SEARCH = f"{GRC}/vacancies?text=data&area=5&per_page=50&page=0"


def listing(data: object, **fields: Any) -> Parsed:
    body = data if isinstance(data, str) else as_json(data)
    return SOURCE.parse(a_page(SEARCH, body, role=Role.LISTING, **fields))


def detail(data: object, **fields: Any) -> Parsed:
    body = data if isinstance(data, str) else as_json(data)
    return SOURCE.parse(a_page(f"{GRC}/vacancies/7", body, **fields))


def test_without_a_token_nothing_is_asked_and_the_card_says_why() -> None:
    source = Grc(GRC)
    assert source.requests(WatchSpec(keywords=("data",))) == ()
    assert "forbidden: needs an application token" in source.card.needs
    assert "PROSPEKT_CRAWLER_SOURCES" in source.card.needs


def test_a_request_names_the_token_and_does_not_hold_it() -> None:
    (root,) = SOURCE.requests(WatchSpec(keywords=("Data",)))
    assert root.url == SEARCH
    assert root.meta == {"credential": "grc_token", "credential-as": "bearer"}
    assert b"uthorization" not in encode_request(root)
    follow = listing(a_search(an_item())).follow
    assert all(link.meta["credential"] == "grc_token" for link in follow)


@pytest.mark.parametrize(
    ("filters", "pushed"),
    [
        (WatchFilters(remote=True), "&schedule=remote"),
        (WatchFilters(posted_within="36h"), "&period=2"),
        (WatchFilters(posted_within="9w"), ""),
        (
            WatchFilters(employment=("full-time", "internship")),
            "&employment=full&employment=probation",
        ),
        (WatchFilters(employment=("full-time", "temporary")), ""),
    ],
)
def test_filters_go_into_the_search_where_it_has_them(filters: WatchFilters, pushed: str) -> None:
    (root,) = SOURCE.requests(WatchSpec(keywords=("data",), filters=filters))
    assert root.url == SEARCH + pushed


def test_a_search_sights_its_items_and_leads_on() -> None:
    parsed = listing(a_search(an_item(1), an_item(2)))
    assert (parsed.outcome, parsed.sightings) == (Outcome.OK, ("1", "2"))
    assert [link.url for link in parsed.follow] == [
        f"{GRC}/vacancies/1",
        f"{GRC}/vacancies/2",
        SEARCH.replace("page=0", "page=1"),
    ]
    card = parsed.cards[0]
    assert (card.url, card.company, card.places) == (f"{GRC}/vacancy/1", "Acme", ("Київ",))
    assert (card.remote, card.employment) == (True, "Повна зайнятість")
    assert card.description == "Знання Python і SQL."
    assert card.posted_at == datetime(2026, 9, 18, 7, 30, tzinfo=UTC)
    assert "Коваль" not in repr(parsed)


@pytest.mark.parametrize(
    ("fields", "salary"),
    [
        ({}, Salary(min=40000, currency="UAH", gross=False)),
        ({"salary": None}, None),
        (
            {"salary": {"from": None, "to": 900, "currency": "RUR", "gross": None}},
            Salary(max=900, currency="RUB"),
        ),
        (
            {
                "salary": None,
                "salary_range": {
                    "from": 300,
                    "to": 400,
                    "currency": "UAH",
                    "gross": True,
                    "mode": {"id": "HOUR", "name": "За годину"},
                    "frequency": None,
                },
            },
            Salary(min=300, max=400, currency="UAH", period="hour", gross=True),
        ),
    ],
)
def test_both_shapes_of_pay(fields: dict[str, Any], salary: Salary | None) -> None:
    assert listing(a_search(an_item(**fields))).cards[0].salary == salary
    assert detail(a_whole_item(**fields)).postings[0].salary == salary


def test_pay_in_the_newer_shape_alone() -> None:
    item = a_whole_item()
    said = item.pop("salary")
    item["salary_range"] = {**said, "mode": {"id": "MONTH", "name": "За місяць"}}
    assert detail(item).postings[0].salary == Salary(min=40000, currency="UAH", gross=False)


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (a_search(page=0, pages=0), Outcome.EMPTY),
        (a_search(page=1), Outcome.CHANGED),
        (a_search(None), Outcome.CHANGED),
        (a_search(an_item(name="")), Outcome.CHANGED),
        ({"items": [an_item()]}, Outcome.CHANGED),
        ({"found": 1}, Outcome.CHANGED),
        ({"errors": [{"type": "captcha_required"}]}, Outcome.BLOCKED),
        ({"errors": [{"type": "bad_argument"}]}, Outcome.CHANGED),
        ([], Outcome.CHANGED),
    ],
)
def test_other_searches(data: object, outcome: Outcome) -> None:
    assert listing(data).outcome is outcome


def test_what_an_item_need_not_say_is_no_change() -> None:
    item = an_item(7, snippet=None, schedule=None, work_format=[{"id": "REMOTE", "name": "Online"}])
    del item["salary"]
    (ad,) = listing(a_search(item)).cards
    assert (ad.salary, ad.remote, ad.description) == (None, True, "")
    item["pay"] = {"from": 1, "to": 2, "currency": "EUR"}
    assert listing(a_search(item)).outcome is Outcome.CHANGED


@pytest.mark.parametrize("kind", ["bad_user_agent", "captcha_required", "forbidden"])
def test_a_refusal_in_words_is_a_wall(kind: str) -> None:
    assert listing({"errors": [{"type": kind}]}).outcome is Outcome.BLOCKED


def test_a_refusal_says_what_is_needed() -> None:
    parsed = listing({"errors": [{"type": "forbidden"}]}, status=403)
    assert parsed.outcome is Outcome.BLOCKED
    assert "needs an application token" in parsed.reason


def test_a_vacancy_is_read_whole() -> None:
    (posting,) = detail(a_whole_item()).postings
    assert (posting.external_id, posting.title) == ("7", "Data Engineer")
    assert posting.description == "Пишемо Python\nSQL"
    assert "Коваль" not in repr(posting)


@pytest.mark.parametrize(
    ("data", "status", "outcome"),
    [
        (a_whole_item(archived=True), 200, Outcome.EMPTY),
        ({"description": "Not found"}, 404, Outcome.EMPTY),
        (a_whole_item(description=""), 200, Outcome.CHANGED),
        (a_whole_item(employer=None), 200, Outcome.CHANGED),
    ],
)
def test_other_vacancies(data: object, status: int, outcome: Outcome) -> None:
    assert detail(data, status=status).outcome is outcome


def test_saved_lists_are_read_by_their_hooks() -> None:
    old = a_serp_card(2, pay="").replace("serp-item__title", "vacancy-serp__vacancy-title")
    parsed = listing(a_serp(a_serp_card(1), old))
    assert (parsed.outcome, parsed.sightings, parsed.follow) == (Outcome.OK, ("1", "2"), ())
    card = parsed.cards[0]
    assert (card.url, card.company, card.places) == (f"{GRC}/vacancy/1", "Acme", ("Київ",))
    assert card.salary_text == "от 40 000 до 60 000 ₴ на руки"
    assert parsed.cards[1].salary_text == ""


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (a_serp(words="Нічого не знайдено"), Outcome.EMPTY),
        (a_serp('<a href="/vacancy/5">x</a>', words="Нічого не знайдено"), Outcome.CHANGED),
        (a_serp(a_serp_card(1).replace("-employer-text", "-firm")), Outcome.CHANGED),
        (a_serp(a_serp_card(1).replace("-compensation", "-pay")), Outcome.OK),
        (a_serp(), Outcome.CHANGED),
    ],
)
def test_other_saved_lists(body: str, outcome: Outcome) -> None:
    assert listing(body).outcome is outcome


def test_a_saved_vacancy_is_read_by_its_json_ld() -> None:
    (posting,) = SOURCE.parse(a_page(GRC, a_saved_vacancy(7))).postings
    assert (posting.external_id, posting.url) == ("7", f"{GRC}/vacancy/7")
    assert detail("<h1>Data Engineer</h1>").outcome is Outcome.CHANGED


@pytest.mark.parametrize("newer", [False, True])
def test_a_saved_vacancy_without_json_ld_is_read_by_its_hooks(*, newer: bool) -> None:
    parsed = SOURCE.parse(a_page(f"{GRC}/vacancy/7", a_hooked_vacancy(7, newer=newer)))
    (posting,) = parsed.postings
    assert parsed.outcome is Outcome.OK
    assert (posting.external_id, posting.url) == ("7", f"{GRC}/vacancy/7")
    assert (posting.title, posting.company) == ("Data Engineer", "Acme")
    assert (posting.places, posting.remote) == (("Київ",), True)
    assert posting.employment.startswith("Повна зайнятість")
    assert posting.posted_at == datetime(2026, 9, 18, tzinfo=UTC)
    assert posting.salary_text == "до 2 000 $"
    assert posting.description == "Пишемо Python\nSQL"
    unpaid = a_hooked_vacancy(7, newer=newer, pay="Рівень доходу не вказано")
    (posting,) = SOURCE.parse(a_page(f"{GRC}/vacancy/7", unpaid)).postings
    assert (posting.salary_text, posting.salary) == ("", None)
