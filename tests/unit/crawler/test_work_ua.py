"""work.ua: what is asked for, and what its pages say."""

from datetime import UTC, datetime

import pytest

from contracts.frontier import Role
from contracts.records import Outcome, Page, Parsed
from contracts.subjects import WatchSpec
from crawler.sources.work_ua import WorkUa
from tests.unit.crawler.pages import WORK, a_card, a_list, a_page, a_vacancy

SOURCE = WorkUa(WORK)


def a_listing(body: str | bytes, target: str = "/jobs/?page=1", status: int = 200) -> Page:
    return a_page(f"{WORK}{target}", body, role=Role.LISTING, status=status)


def detail(body: str | bytes, target: str = "/jobs/77/", status: int = 200) -> Parsed:
    return SOURCE.parse(a_page(f"{WORK}{target}", body, status=status))


def urls(parsed: Parsed, role: Role) -> list[str]:
    return [link.url.removeprefix(WORK) for link in parsed.follow if link.role is role]


@pytest.mark.parametrize(
    ("spec", "targets"),
    [
        pytest.param(WatchSpec(keywords=("data engineer",)), ["/jobs-data+engineer/"], id="words"),
        pytest.param(WatchSpec(keywords=("C++", " c++ ")), ["/jobs-c%2B%2B/"], id="the-same-words"),
        pytest.param(WatchSpec(subject="кухар"), ["/jobs-%D0%BA%D1%83%D1%85%D0%B0%D1%80/"], id="s"),
        pytest.param(WatchSpec(websites=(f"{WORK}/",)), ["/jobs/"], id="its-site"),
        pytest.param(WatchSpec(websites=("https://www.work.ua/",)), ["/jobs/"], id="public-name"),
        pytest.param(
            WatchSpec(websites=(f"{WORK}/",), keywords=("sql",)), ["/jobs/"], id="site-and-words"
        ),
        pytest.param(WatchSpec(websites=("https://other.test/",)), [], id="another-site"),
        pytest.param(
            WatchSpec(websites=("https://other.test/",), keywords=("sql",)),
            ["/jobs-sql/"],
            id="another-site-and-words",
        ),
    ],
)
def test_a_watch_asks_for_listings(spec: WatchSpec, targets: list[str]) -> None:
    roots = SOURCE.requests(spec)
    assert [root.url for root in roots] == [f"{WORK}{target}?page=1" for target in targets]
    assert all(root.role is Role.LISTING for root in roots)


def test_a_list_sights_its_cards_and_leads_to_details_and_to_the_next_page() -> None:
    parsed = SOURCE.parse(a_listing(a_list(a_card(1), a_card(2), a_card(1), pages=(1, 2, 9))))
    assert (parsed.outcome, parsed.sightings) == (Outcome.OK, ("1", "2"))
    assert urls(parsed, Role.DETAIL) == ["/jobs/1/", "/jobs/2/"]
    assert urls(parsed, Role.LISTING) == ["/jobs/?page=2"]


def test_the_next_page_keeps_the_search() -> None:
    page = a_listing(a_list(a_card(1), pages=(1, 2)), "/jobs-it/?q=a+b&page=1")
    assert urls(SOURCE.parse(page), Role.LISTING) == ["/jobs-it/?q=a+b&page=2"]


@pytest.mark.parametrize("links", [(), (1, 2), (1, 2, 3)])
def test_the_last_page_leads_to_no_other(links: tuple[int, ...]) -> None:
    page = a_listing(a_list(a_card(1), pages=links), "/jobs/?page=3")
    parsed = SOURCE.parse(page)
    assert (parsed.outcome, urls(parsed, Role.LISTING)) == (Outcome.OK, [])


def test_other_languages_have_the_same_ids() -> None:
    card = a_card(5).replace('href="/jobs/', 'href="/en/jobs/')
    assert SOURCE.parse(a_listing(a_list(card))).sightings == ("5",)


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(a_card(2).replace("<h2", "<h3").replace("</h2", "</h3"), id="no-heading"),
        pytest.param(a_card("x"), id="no-number"),
        pytest.param(a_card(2, ""), id="no-title"),
        pytest.param(a_card(2).replace('href="', 'href="http://['), id="no-address"),
    ],
)
def test_a_card_that_cannot_be_read_is_a_changed_page_with_the_rest_told(broken: str) -> None:
    parsed = SOURCE.parse(a_listing(a_list(a_card(1), broken)))
    assert (parsed.outcome, parsed.sightings) == (Outcome.CHANGED, ("1",))
    assert "1 of 2 cards" in parsed.reason


def test_a_lost_pagination_is_a_changed_page() -> None:
    parsed = SOURCE.parse(a_listing(a_list(a_card(1), heading="Зараз 1\u00a0204 вакансії")))
    assert parsed.outcome is Outcome.CHANGED
    assert "1204 vacancies are stated, 1 shown" in parsed.reason


@pytest.mark.parametrize(
    ("company", "place", "terms", "dated"),
    [
        ("Данные о компании", "Адрес работы", "Условия и требования", "вакансия от 18 сентября"),
        ("Company Information", "Work location", "Conditions and requirements", "job from 18 Sept"),
    ],
    ids=["ru", "en"],
)
def test_its_lines_have_names_in_each_language(
    company: str, place: str, terms: str, dated: str
) -> None:
    said = {company: "Acme", place: "Одеса", terms: "Part-time"}
    lines = "".join(
        f'<div><span class="glyphicon" title="{name}"></span><span>{text}</span></div>'
        for name, text in said.items()
    )
    card = a_card(5, "Кухар 1 мая").replace("вакансія від 18 вересня", dated)
    (ad,) = SOURCE.parse(a_listing(a_list(card.replace("</h2>", f"</h2>{lines}")))).cards
    assert (ad.company, ad.places, ad.employment) == ("Acme", ("Одеса",), "Part-time")
    assert ad.posted_at == datetime(2026, 9, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("link", "outcome"),
    [
        ("<li><a>1</a></li>", Outcome.OK),
        ('<li class="disabled"><a>Попередня</a></li>', Outcome.OK),
        ("<li><a>2</a></li>", Outcome.CHANGED),
        ("<li><a>Наступна</a></li>", Outcome.CHANGED),
    ],
    ids=["the-page-itself", "no-page-before", "a-page-after", "next"],
)
def test_only_a_link_onward_must_have_its_address(link: str, outcome: Outcome) -> None:
    body = a_list(a_card(1)).replace('<ul class="pagination">', f'<ul class="pagination">{link}')
    assert SOURCE.parse(a_listing(body)).outcome is outcome


def test_a_short_list_that_says_its_length_is_whole() -> None:
    parsed = SOURCE.parse(a_listing(a_list(a_card(1), a_card(2), heading="2 вакансії")))
    assert parsed.outcome is Outcome.OK


@pytest.mark.parametrize(
    "heading",
    [
        "За вашим запитом вакансій не знайдено",
        "Вакансий пока нет",
        "No jobs found",
        "Робота</h1><p>Зараз немає вакансій за вашим запитом</p><h1>",
    ],
)
def test_a_page_that_says_so_is_empty(heading: str) -> None:
    assert SOURCE.parse(a_listing(a_list(heading=heading))).outcome is Outcome.EMPTY


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="nothing"),
        pytest.param(a_list(), id="neither-cards-nor-words"),
        pytest.param(a_list('<div class="vacancy"><a href="/jobs/5/">x</a></div>'), id="new-cards"),
        pytest.param(a_list('<a href="/jobs/5/">x</a>', heading="Вакансій не знайдено"), id="both"),
        pytest.param("<p>" * 30_000, id="too-many-tags"),
    ],
)
def test_a_list_without_cards_is_changed_unless_it_says_that_it_is_empty(body: str) -> None:
    assert SOURCE.parse(a_listing(body)).outcome is Outcome.CHANGED


def test_a_list_that_breaks_off_is_changed_whatever_of_it_is_whole() -> None:
    whole = a_list(a_card(1), a_card(2))
    parsed = SOURCE.parse(a_listing(whole[: whole.index("</ul>")]))
    assert (parsed.outcome, parsed.reason) == (Outcome.CHANGED, "a page that breaks off")


def test_a_missing_list_is_changed_for_it_must_close_nothing() -> None:
    assert SOURCE.parse(a_listing("<h1>404</h1>", status=404)).outcome is Outcome.CHANGED


def test_a_vacancy_is_read_by_its_icons() -> None:
    (posting,) = detail(
        a_vacancy(text="<p>Пишемо&nbsp;<b>Python</b></p><ul><li>SQL</li></ul>")
    ).postings
    assert (posting.external_id, posting.url) == ("77", f"{WORK}/jobs/77/")
    assert (posting.title, posting.company) == ("Інженер даних", "Acme & Sons")
    assert (posting.places, posting.salary_text) == (
        ("Київ",),
        "25 000 – 30 000 грн Після всіх відрахувань",
    )
    assert posting.employment == "Повна зайнятість"
    assert posting.description == "Пишемо Python\nSQL"
    assert posting.posted_at == datetime(2026, 9, 18, 7, 30, tzinfo=UTC)


def test_a_vacancy_without_any_facts_is_still_one() -> None:
    body = "<h1>Кухар</h1><div id=job-description>Борщ</div>"
    (posting,) = detail(body).postings
    assert (posting.title, posting.company, posting.posted_at) == ("Кухар", "", None)


def test_contacts_of_people_are_left_out() -> None:
    text = "<p>Пишіть на hr.olena@acme.example або +38 (044) 123-45-67</p><p>Python</p>"
    (posting,) = detail(a_vacancy(text=text)).postings
    assert "acme.example" not in posting.description
    assert "123" not in posting.description
    assert posting.description.endswith("\nPython")


@pytest.mark.parametrize("status", [404, 410])
def test_a_vacancy_that_is_gone_is_empty(status: int) -> None:
    assert detail("<h1>Сторінку не знайдено</h1>", status=status).outcome is Outcome.EMPTY


def test_a_closed_vacancy_is_empty() -> None:
    notice = '<div class="alert alert-warning"><b>Вакансія закрита</b></div>'
    parsed = detail(a_vacancy(notice=notice))
    assert (parsed.outcome, parsed.postings) == (Outcome.EMPTY, ())


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        pytest.param("<div id=job-description>x</div>", "h1", id="no-title"),
        pytest.param("<h1>Кухар</h1>", "#job-description", id="no-text"),
        pytest.param("<h1>Кухар</h1><div id=job-description> </div>", "empty", id="empty-text"),
        pytest.param(a_list(a_card(1), heading="Інші вакансії"), "#job-description", id="a-list"),
    ],
)
def test_a_vacancy_without_its_parts_is_changed(body: str, missing: str) -> None:
    parsed = detail(body)
    assert (parsed.outcome, parsed.follow) == (Outcome.CHANGED, ())
    assert missing in parsed.reason


def test_a_detail_that_became_a_list_hands_no_walk_on() -> None:
    parsed = detail(a_list(a_card(1), pages=(1, 2)), "/jobs/?page=1")
    assert (parsed.outcome, parsed.follow) == (Outcome.CHANGED, ())
