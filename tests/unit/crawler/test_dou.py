"""jobs.dou.ua: what is asked for, and what its lists, its xhr answers, its feed and pages say."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, quote_plus

import pytest

from contracts.frontier import Request, Role
from contracts.records import Outcome, Parsed
from contracts.subjects import WatchFilters, WatchSpec
from crawler.sources.dou import Dou
from crawler.sources.dou_feed import by_title
from tests.unit.crawler.dou_pages import (
    DOU,
    a_dou_card,
    a_dou_list,
    a_dou_vacancy,
    a_feed,
    an_item,
)
from tests.unit.crawler.pages import a_page, as_json

SOURCE = Dou(DOU)
LIST = f"{DOU}/vacancies/?search=data&descr=1"
MORE = f"{DOU}/vacancies/xhr-load/?search=data&descr=1"
DETAIL = f"{DOU}/companies/acme/vacancies/7/"


def listing(body: str, url: str = LIST) -> Parsed:
    return SOURCE.parse(a_page(url, body, role=Role.LISTING))


def detail(body: str, **fields: Any) -> Parsed:
    return SOURCE.parse(a_page(DETAIL, body, **fields))


def piece(data: object, shown: int = 20) -> Parsed:
    body = f"csrfmiddlewaretoken=t0ken&count={shown}".encode()
    request = Request(url=MORE, source="dou", role=Role.LISTING, method="POST", body=body)
    return SOURCE.parse(a_page(MORE, as_json(data), request=request))


def onward(parsed: Parsed) -> list[Request]:
    return [link for link in parsed.follow if link.role is Role.LISTING]


@pytest.mark.parametrize(
    ("spec", "targets"),
    [
        (WatchSpec(keywords=("Data Engineer",)), ["?search=data+engineer&descr=1"]),
        (WatchSpec(websites=("https://jobs.dou.ua/",)), [""]),
        (WatchSpec(websites=("https://other.test/",)), []),
        (
            WatchSpec(keywords=("sql",), filters=WatchFilters(places=("Kyiv", "Lviv"))),
            [f"?search=sql&descr=1&city={quote_plus(city)}" for city in ("Київ", "Львів")],
        ),
        (
            WatchSpec(keywords=("sql",), filters=WatchFilters(remote=True)),
            ["?search=sql&descr=1&remote="],
        ),
    ],
    ids=["words", "its-site", "another-site", "places", "remote"],
)
def test_a_watch_asks_for_lists(spec: WatchSpec, targets: list[str]) -> None:
    roots = SOURCE.requests(spec)
    assert [root.url for root in roots] == [f"{DOU}/vacancies/{target}" for target in targets]


def test_a_card_is_read_whole() -> None:
    (card,) = listing(a_dou_list(a_dou_card(7), total=1)).cards
    assert (card.external_id, card.url) == ("7", DETAIL)
    assert (card.title, card.company) == ("Data Engineer", "Acme, Inc.")
    assert (card.places, card.remote, card.salary_text) == (("Київ",), True, "$3000–4000")
    assert card.posted_at == datetime(2026, 9, 18, tzinfo=UTC)


def test_a_month_without_a_year_is_the_last_one() -> None:
    (card,) = listing(a_dou_list(a_dou_card(7, date="30 грудня"), total=1)).cards
    assert card.posted_at == datetime(2025, 12, 30, tzinfo=UTC)


def test_a_hot_card_is_the_same_vacancy_once_more() -> None:
    hot = a_dou_card(7, hot=True, date="")
    parsed = listing(a_dou_list(hot, a_dou_card(8), a_dou_card(7)))
    assert (parsed.outcome, parsed.sightings) == (Outcome.OK, ("7", "8"))
    assert all(card.posted_at for card in parsed.cards)
    assert [link.url for link in parsed.follow] == [DETAIL, DETAIL.replace("7", "8")]


def test_a_list_that_goes_on_asks_for_more_as_the_page_does() -> None:
    hot = a_dou_card(1, hot=True, date="")
    parsed = listing(a_dou_list(hot, a_dou_card(1), a_dou_card(2), total=60, more=True))
    (more,) = onward(parsed)
    assert (parsed.outcome, more.method, more.url) == (Outcome.OK, "POST", MORE)
    assert parse_qs(more.body.decode()) == {"csrfmiddlewaretoken": ["t0ken"], "count": ["2"]}
    assert more.headers["Referer"] == LIST
    assert more.headers["Cookie"] == "csrftoken=t0ken"


def test_a_list_that_goes_on_without_a_token_is_changed() -> None:
    parsed = listing(a_dou_list(a_dou_card(1), total=60, more=True, csrf=""))
    assert (parsed.outcome, parsed.sightings) == (Outcome.CHANGED, ("1",))
    assert "csrfmiddlewaretoken" in parsed.reason


def test_a_piece_leads_on_until_the_last() -> None:
    cards = a_dou_card(21) + a_dou_card(22)
    parsed = piece({"html": cards, "last": False, "num": 2})
    (more,) = onward(parsed)
    assert (parsed.outcome, parsed.sightings) == (Outcome.OK, ("21", "22"))
    assert parse_qs(more.body.decode())["count"] == ["22"]
    assert more.headers["Referer"] == LIST
    assert onward(piece({"html": cards, "last": True, "num": 2})) == []


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        ({"html": "", "last": True, "num": 0}, Outcome.EMPTY),
        ({"html": "", "last": False, "num": 0}, Outcome.CHANGED),
        ({"html": "<li class=v>Data Engineer</li>", "last": True, "num": 1}, Outcome.CHANGED),
        ({"html": a_dou_card(1), "num": 1}, Outcome.CHANGED),
        ({"html": None, "last": True}, Outcome.CHANGED),
        ({}, Outcome.CHANGED),
    ],
)
def test_other_pieces(data: object, outcome: Outcome) -> None:
    assert piece(data).outcome is outcome


def test_a_saved_piece_is_read_without_its_request() -> None:
    said = {"html": a_dou_card(1) + a_dou_card(2), "last": False, "num": 2}
    url = f"{DOU}/vacancies/xhr-load/?search=data"
    parsed = SOURCE.parse(a_page(url, as_json(said), role=Role.LISTING))
    assert (parsed.outcome, parsed.sightings) == (Outcome.OK, ("1", "2"))


def test_a_list_that_cannot_be_read_asks_for_the_feed() -> None:
    parsed = listing("<html><h1>Вакансії</h1></html>")
    assert parsed.outcome is Outcome.CHANGED
    assert [link.url for link in parsed.follow] == [f"{DOU}/vacancies/feeds/?search=data&descr=1"]


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (a_dou_list(total=0), Outcome.EMPTY),
        ("<h1>Вакансій не знайдено</h1>", Outcome.EMPTY),
        (a_dou_list('<li class="v"><a href="/vacancies/5/">x</a></li>', total=0), Outcome.CHANGED),
        ("", Outcome.CHANGED),
        ("<title>Just a moment...</title>", Outcome.BLOCKED),
        ('<div class="cf-chl-widget">0 вакансій</div><h1>0 вакансій</h1>', Outcome.BLOCKED),
    ],
)
def test_a_list_without_cards(body: str, outcome: Outcome) -> None:
    assert listing(body).outcome is outcome


@pytest.mark.parametrize(
    ("card", "fault"),
    [
        (a_dou_card(1).replace('class="salary"', 'class="pay"'), "$3000"),
        (a_dou_card(1, cities="").replace("</strong>", "</strong> Львів"), "Львів"),
        (a_dou_card(1, company=""), "no company"),
        (a_dou_card(1, date="скоро"), "a date that is none"),
        (a_dou_card(1).replace("/1/", "/x/"), "no link"),
    ],
)
def test_a_card_with_an_unread_part_is_a_changed_page(card: str, fault: str) -> None:
    parsed = listing(a_dou_list(card, a_dou_card(2)))
    assert parsed.outcome is Outcome.CHANGED
    assert fault in parsed.reason
    assert "2" in parsed.sightings


def test_a_vacancy_is_read_whole() -> None:
    (posting,) = detail(a_dou_vacancy()).postings
    assert (posting.external_id, posting.url) == ("7", DETAIL)
    assert (posting.title, posting.company) == ("Data Engineer", "Acme, Inc.")
    assert (posting.places, posting.remote) == (("Київ",), True)
    assert posting.salary_text == "$3000–4000"
    assert posting.posted_at == datetime(2026, 9, 18, tzinfo=UTC)
    assert posting.description == "Пишемо Python та SQL\nAirflow\nБонуси\nЧай"
    assert posting.language == "uk"


def test_pay_of_similar_vacancies_is_not_this_ones() -> None:
    (posting,) = detail(a_dou_vacancy(salary="")).postings
    assert posting.salary_text == ""


def test_a_saved_page_says_its_address_itself() -> None:
    own = f'<link rel="canonical" href="{DETAIL}">'
    page = a_page(DOU, a_dou_vacancy().replace("<html>", f"<html>{own}"))
    (posting,) = SOURCE.parse(page).postings
    assert (posting.external_id, posting.url) == ("7", DETAIL)


def test_contacts_are_left_out() -> None:
    text = "<p>Пишіть на olena@acme.example або +380 44 123 45 67</p><p>Python</p>"
    (posting,) = detail(a_dou_vacancy(text=text)).postings
    assert "acme.example" not in posting.description
    assert "123 45" not in posting.description


def test_what_is_gone_is_empty() -> None:
    assert detail("<h1>404</h1>", status=404).outcome is Outcome.EMPTY


@pytest.mark.parametrize(
    ("title", "role", "fields"),
    [
        (
            "Data Engineer в Acme, Київ, $3000–4000",
            "Data Engineer",
            {"company": "Acme", "places": ("Київ",), "salary_text": "$3000–4000"},
        ),
        (
            "Lead в команду даних в Acme, Inc., Львів, Київ",
            "Lead в команду даних",
            {"company": "Acme, Inc.", "places": ("Львів", "Київ"), "salary_text": ""},
        ),
        (
            "QA в Acme, за кордоном, віддалено, до $2500",
            "QA",
            {"company": "Acme", "places": ("за кордоном",), "remote": True},
        ),
        ("QA в Київ Диджитал", "QA", {"company": "Київ Диджитал", "places": ()}),
        ("QA Engineer", "QA Engineer", {}),
    ],
)
def test_a_title_of_the_feed(title: str, role: str, fields: dict[str, Any]) -> None:
    found, said = by_title(title)
    assert found == role
    assert {key: said[key] for key in fields} == fields


def test_the_feed_brings_whole_vacancies() -> None:
    parsed = listing(a_feed(an_item(7), an_item(8, date="")), f"{DOU}/vacancies/feeds/?search=data")
    first, second = parsed.postings
    assert (parsed.outcome, parsed.sightings) == (Outcome.OK, ("7", "8"))
    assert first.url == DETAIL
    assert (first.company, first.places) == ("Acme, Inc.", ("Київ",))
    assert first.posted_at == datetime(2026, 9, 18, 7, 30, tzinfo=UTC)
    assert first.description == "Пишемо Python\nSQL"
    assert second.posted_at is None


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (a_feed(), Outcome.EMPTY),
        (a_feed(an_item())[:-60], Outcome.CHANGED),
        (a_feed()[:60], Outcome.CHANGED),
        (a_feed(an_item().replace("item>", "entry>")), Outcome.CHANGED),
        (a_feed(an_item(title="Data Engineer")), Outcome.CHANGED),
        (a_feed(an_item(text="")), Outcome.CHANGED),
        (a_feed(an_item().replace("link>", "url>").replace("guid>", "id>")), Outcome.CHANGED),
    ],
)
def test_other_feeds(body: str, outcome: Outcome) -> None:
    assert listing(body, f"{DOU}/vacancies/feeds/").outcome is outcome
