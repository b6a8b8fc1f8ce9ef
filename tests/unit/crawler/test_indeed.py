"""Indeed: asked only when allowed; its pages' data, their markup, and its e-mails are read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.frontier import Role
from contracts.records import Outcome, Parsed, Salary
from contracts.subjects import WatchFilters, WatchSpec
from crawler.sources.indeed import Indeed
from tests.builders import NOW
from tests.unit.crawler.indeed_pages import (
    INDEED,
    POSTED,
    a_beacon,
    a_result,
    a_search_page,
    a_view,
    an_alert,
    an_alert_html,
    an_alert_row,
    the_data,
)
from tests.unit.crawler.pages import a_page

SOURCE = Indeed(INDEED, allowed=True)
SEARCH = f"{INDEED}/jobs?q=data&sort=date&filter=0&start=0"
VIEW = f"{INDEED}/viewjob?jk=aaaa1111"


def listing(body: str | bytes, url: str = SEARCH, **fields: Any) -> Parsed:
    return SOURCE.parse(a_page(url, body, role=Role.LISTING, **fields))


def detail(body: str, url: str = VIEW, **fields: Any) -> Parsed:
    return SOURCE.parse(a_page(url, body, **fields))


def test_nothing_is_asked_unless_it_is_allowed() -> None:
    closed = Indeed(INDEED)
    assert closed.requests(WatchSpec(keywords=("data",))) == ()
    assert "forbidden" in closed.card.needs
    assert SOURCE.card.needs == ""


@pytest.mark.parametrize(
    ("spec", "targets"),
    [
        (WatchSpec(keywords=("Data",)), [SEARCH]),
        (
            WatchSpec(
                keywords=("data",),
                filters=WatchFilters(remote=True, posted_within="24h", employment=("part-time",)),
            ),
            [
                f"{INDEED}/jobs?q=data&l=Remote&sort=date&filter=0&fromage=1&jt=parttime&start=0",
            ],
        ),
        (
            WatchSpec(keywords=("data",), filters=WatchFilters(places=("Kyiv", "Lviv"))),
            [
                f"{INDEED}/jobs?q=data&l={city}&sort=date&filter=0&start=0"
                for city in ("Kyiv", "Lviv")
            ],
        ),
        (
            WatchSpec(websites=("https://pl.indeed.com/",)),
            ["https://pl.indeed.com/jobs?sort=date&filter=0&start=0"],
        ),
        (WatchSpec(websites=("https://indeed.com.evil.test/",)), []),
    ],
    ids=["words", "filters", "places", "a-country", "another-site"],
)
def test_a_watch_asks_for_searches(spec: WatchSpec, targets: list[str]) -> None:
    assert [root.url for root in SOURCE.requests(spec)] == targets


def test_results_are_read_from_the_data_behind_the_page() -> None:
    body = a_search_page(data=the_data(a_result(), a_result("bbbb2222")), next_page=False)
    parsed = listing(body)
    assert (parsed.outcome, parsed.sightings) == (Outcome.OK, ("aaaa1111", "bbbb2222"))
    assert [link.url for link in parsed.follow] == [
        VIEW,
        VIEW.replace("aaaa1111", "bbbb2222"),
        SEARCH.replace("start=0", "start=10"),
    ]
    card = parsed.cards[0]
    assert (card.url, card.title, card.company) == (VIEW, "Data Engineer", "Acme")
    assert (card.places, card.remote) == (("Київ",), True)
    assert card.salary == Salary(min=3000, max=4000, currency="USD")
    assert card.posted_at == datetime.fromtimestamp(POSTED / 1000, UTC)
    assert card.description == "Python };\nSQL {"


@pytest.mark.parametrize(
    ("fields", "salary"),
    [
        ({"salarySnippet": {}}, (3000, 4000, "UAH", "month")),
        ({"extractedSalary": None}, (3000, 4000, "USD", "month")),
        (
            {"extractedSalary": {"min": 20, "max": None, "type": "hourly"}, "salarySnippet": {}},
            (20, None, "UAH", "hour"),
        ),
        ({"extractedSalary": None, "salarySnippet": {"text": ""}}, None),
    ],
)
def test_pay_is_told_in_either_of_two_ways(
    fields: dict[str, Any], salary: tuple[Any, ...] | None
) -> None:
    parsed = listing(a_search_page(data=the_data(a_result(**fields))))
    assert parsed.outcome is Outcome.OK, parsed.reason
    found = parsed.cards[0].salary
    assert (found and (found.min, found.max, found.currency, found.period)) == salary


@pytest.mark.parametrize(
    ("total", "start", "leads_on"),
    [(30, 0, True), (1, 0, False), (30, 29, False), (5000, 990, False)],
)
def test_it_leads_on_while_there_is_more(total: int, start: int, *, leads_on: bool) -> None:
    body = a_search_page(data=the_data(a_result(), total=total), next_page=False)
    parsed = listing(body, SEARCH.replace("start=0", f"start={start}"))
    assert any(link.role is Role.LISTING for link in parsed.follow) is leads_on


def test_cards_are_read_where_the_data_is_not_there() -> None:
    parsed = listing(a_search_page(a_beacon(), a_beacon("bbbb2222", pay="")))
    assert (parsed.outcome, parsed.sightings) == (Outcome.OK, ("aaaa1111", "bbbb2222"))
    card = parsed.cards[0]
    assert (card.url, card.title, card.company) == (VIEW, "Data Engineer", "Acme")
    assert (card.places, card.remote) == (("Київ",), True)
    assert card.salary_text == "$3,000 - $4,000 a month"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (a_search_page(a_beacon(), data={"metaData": {}}), Outcome.CHANGED),
        (a_search_page(a_beacon("bbbb2222"), data=the_data(a_result())), Outcome.CHANGED),
        (
            a_search_page(
                data=the_data(a_result(), a_result("bbbb2222", title="", displayTitle=""))
            ),
            Outcome.CHANGED,
        ),
        (a_search_page(data=the_data(total=0)), Outcome.EMPTY),
        (a_search_page(data=the_data(total=9)), Outcome.CHANGED),
        (a_search_page(words="The search did not match any jobs"), Outcome.EMPTY),
        (a_search_page(), Outcome.CHANGED),
        ("<title>Security Check - Indeed.com</title>", Outcome.BLOCKED),
        ("<title>Additional Verification Required</title>", Outcome.BLOCKED),
        ("<p>hCaptcha</p>", Outcome.BLOCKED),
    ],
)
def test_other_search_pages(body: str, outcome: Outcome) -> None:
    assert listing(body).outcome is outcome


def test_far_more_cards_than_a_page_has_are_not_cut_short() -> None:
    cards = [a_beacon(f"aaaa{number:04}") for number in range(201)]
    assert listing(a_search_page(*cards)).outcome is Outcome.CHANGED


def test_the_word_after_a_title_is_no_part_of_it() -> None:
    named = "<h1><span>Data Engineer<span> - job post</span></span></h1>"
    (posting,) = detail(a_view().replace("<h1>Data Engineer</h1>", named)).postings
    assert posting.title == "Data Engineer"


def test_a_vacancy_is_read_by_its_markup() -> None:
    (posting,) = detail(a_view()).postings
    assert (posting.external_id, posting.url) == ("aaaa1111", VIEW)
    assert (posting.title, posting.company, posting.places) == ("Data Engineer", "Acme", ("Київ",))
    assert posting.salary_text == "$3,000 - $4,000 a month"
    assert posting.description == "Пишемо Python\nSQL"


@pytest.mark.parametrize(
    ("body", "url", "status", "outcome"),
    [
        ("<h2>This job has expired on Indeed</h2>", VIEW, 200, Outcome.EMPTY),
        ("", VIEW, 404, Outcome.EMPTY),
        (a_view(), INDEED, 200, Outcome.CHANGED),
        (a_view().replace("companyName", "firm"), VIEW, 200, Outcome.CHANGED),
        (a_view().replace("salaryInfo", "payInfo"), VIEW, 200, Outcome.OK),
        ("<h1>Data Engineer</h1>", VIEW, 200, Outcome.CHANGED),
    ],
)
def test_other_vacancies(body: str, url: str, status: int, outcome: Outcome) -> None:
    assert detail(body, url, status=status).outcome is outcome


@pytest.mark.parametrize("whole", [True, False], ids=["message", "its-html"])
def test_an_alert_brings_its_jobs(*, whole: bool) -> None:
    html = an_alert_html(an_alert_row("aaaa1111"), an_alert_row("bbbb2222", pay=""))
    parsed = listing(an_alert(html) if whole else html, INDEED)
    assert (parsed.outcome, parsed.sightings) == (Outcome.OK, ("aaaa1111", "bbbb2222"))
    first, second = parsed.postings
    assert first.url == "https://ua.indeed.com/viewjob?jk=aaaa1111"
    assert (first.title, first.company, first.places) == ("Data Engineer", "Acme", ("Київ",))
    assert (first.salary_text, second.salary_text) == ("$3,000 - $4,000 a month", "")
    assert first.description == "Пишемо Python"
    assert first.posted_at == NOW - timedelta(days=2)


@pytest.mark.parametrize(
    ("html", "outcome"),
    [
        (an_alert_html(words="There are no new jobs"), Outcome.EMPTY),
        (an_alert_html(words="Confirm your address"), Outcome.CHANGED),
        (an_alert_html('<tr><td><a href="/x?jk=aaaa1111">QA</a></td></tr>'), Outcome.CHANGED),
    ],
)
def test_other_alerts(html: str, outcome: Outcome) -> None:
    assert listing(an_alert(html), INDEED).outcome is outcome


def test_an_alert_that_breaks_off_brings_no_half_a_job() -> None:
    html = an_alert_html(
        an_alert_row("aaaa1111"), an_alert_row("bbbb2222").partition("<tr><td>Пи")[0]
    )
    parsed = listing(an_alert(html), INDEED)
    assert (parsed.outcome, [each.external_id for each in parsed.postings]) == (
        Outcome.CHANGED,
        ["aaaa1111"],
    )


def test_a_message_without_html_is_changed() -> None:
    raw = b"From: a@b.example\r\nSubject: Hello\r\n\r\nPlain text"
    assert listing(raw, INDEED).outcome is Outcome.CHANGED
