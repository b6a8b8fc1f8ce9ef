"""JobPosting JSON-LD: found wherever it stands, read whole, or said to be unreadable."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.frontier import Role
from contracts.records import Outcome, Parsed, Posting, Salary
from contracts.subjects import WatchSpec
from crawler.sources.jsonld import JsonLd
from tests.unit.crawler.jsonld_pages import SITE, a_job, a_site
from tests.unit.crawler.pages import a_page

SOURCE = JsonLd(lambda url: "work.test" in url)
OWN = f"{SITE}/jobs/data-engineer-7"


def read(body: str, role: Role = Role.DETAIL, url: str = OWN, **fields: Any) -> Parsed:
    return SOURCE.parse(a_page(url, body, role=role, **fields))


def one(**fields: Any) -> Posting:
    parsed = read(a_site(a_job(**fields)))
    assert parsed.outcome is Outcome.OK, parsed.reason
    return parsed.postings[0]


def test_a_watch_names_the_websites_and_boards_keep_theirs() -> None:
    spec = WatchSpec(websites=(f"{SITE}/careers", "https://work.test/"), keywords=("sql",))
    assert [root.url for root in SOURCE.requests(spec)] == [f"{SITE}/careers"]
    assert SOURCE.requests(WatchSpec(keywords=("sql",))) == ()
    assert not SOURCE.matches("no address")


def test_a_posting_is_read_whole() -> None:
    posting = one()
    assert (posting.external_id, posting.url) == (OWN, OWN)
    assert (posting.title, posting.company) == ("Data Engineer", "Acme & Sons")
    assert (posting.places, posting.remote) == (("Київ",), None)
    assert posting.salary == Salary(min=3000, max=4000, currency="USD")
    assert posting.posted_at == datetime(2026, 9, 18, 10, 30, 0, 123456, tzinfo=UTC)
    assert posting.valid_through == datetime(2026, 10, 18, 10, 30, 0, 123456, tzinfo=UTC)
    assert posting.employment == "FULL_TIME, CONTRACTOR"
    assert posting.description == "Пишемо Python\nSQL"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param([a_job()], id="array"),
        pytest.param({"@context": "https://schema.org", "@graph": [{}, a_job()]}, id="graph"),
        pytest.param(
            {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": a_job()}]},
            id="list-of-items",
        ),
        pytest.param({"@type": "WebPage", "mainEntity": {"a": [[a_job()]]}}, id="nested"),
        pytest.param({**a_job(), "@type": ["Thing", "JobPosting"]}, id="types"),
        pytest.param({**a_job(), "@type": "https://schema.org/JobPosting"}, id="whole-name"),
        pytest.param(
            json.dumps(a_job(), ensure_ascii=False).replace("<p>", "<p>\n\t"), id="raw-line-break"
        ),
        pytest.param(json.dumps(a_job(), ensure_ascii=False)[:-1] + ",\n}", id="comma-at-the-end"),
        pytest.param(f"<!-- {json.dumps(a_job())} -->", id="within-a-comment"),
    ],
)
def test_it_stands_anywhere(data: object) -> None:
    parsed = read(a_site({"@type": "WebSite"}, data, "{broken"))
    assert (parsed.outcome, [each.external_id for each in parsed.postings]) == (Outcome.OK, [OWN])


def test_broken_json_with_a_posting_is_changed() -> None:
    parsed = read(a_site(json.dumps(a_job())[:-40]))
    assert parsed.outcome is Outcome.CHANGED
    assert "no JSON" in parsed.reason


@pytest.mark.parametrize(
    ("fields", "places"),
    [
        ({"address": {"addressLocality": ["Київ", "Львів"]}}, ("Київ", "Львів")),
        ({"address": {"addressLocality": [], "addressCountry": "UA"}}, ("UA",)),
        ({"address": {"addressRegion": "Волинь", "addressCountry": {"name": "UA"}}}, ("Волинь",)),
        ({"address": "вул. Хрещатик, Київ"}, ("вул. Хрещатик, Київ",)),
        ("Одеса", ("Одеса",)),
        ([{"address": {"addressLocality": "Київ"}}, {"address": "Рівне"}], ("Київ", "Рівне")),
        ([], ()),
    ],
)
def test_places(fields: object, places: tuple[str, ...]) -> None:
    assert one(jobLocation=fields).places == places


def test_remote_work_has_a_type_and_no_place() -> None:
    job = {key: value for key, value in a_job().items() if key != "jobLocation"}
    (posting,) = read(a_site({**job, "jobLocationType": "TELECOMMUTE"})).postings
    assert (posting.places, posting.remote) == ((), True)


@pytest.mark.parametrize(
    ("said", "salary", "text"),
    [
        ({"currency": "EUR", "value": {"value": 20, "unitText": "HOUR"}}, (20, 20, "hour"), ""),
        (
            {"currency": "EUR", "value": {"minValue": "50 000", "unitText": "YEAR"}},
            (50000, None, "year"),
            "",
        ),
        ({"currency": "EUR", "value": 3000}, (3000, 3000, "month"), ""),
        ({"currency": "EUR", "minValue": 1, "maxValue": 2}, (1, 2, "month"), ""),
        ({"currency": "EUR", "value": {"value": 500, "unitText": "WEEK"}}, None, "500 EUR WEEK"),
        ({"currency": "EUR", "value": {"value": 0}}, None, ""),
        ("до 4000 $", None, "до 4000 $"),
        (None, None, ""),
    ],
)
def test_pay(said: object, salary: tuple[Any, ...] | None, text: str) -> None:
    posting = one(baseSalary=said)
    found = posting.salary
    assert (found and (found.min, found.max, found.period)) == salary
    assert posting.salary_text == text


def test_escaped_and_plain_descriptions() -> None:
    assert (
        one(description="&lt;p&gt;Пишемо&lt;/p&gt;&lt;p&gt;SQL&lt;/p&gt;").description
        == "Пишемо\nSQL"
    )
    assert one(description="Пишемо\nSQL &amp; Python").description == "Пишемо\nSQL & Python"


def test_contacts_are_left_out() -> None:
    said = "<p>Пишіть на olena@acme.example</p><p>Python</p>"
    posting = one(description=said, applicationContact={"name": "Олена Коваль"})
    assert "acme.example" not in repr(posting)
    assert "Коваль" not in repr(posting)


@pytest.mark.parametrize("lost", ["title", "description", "hiringOrganization"])
@pytest.mark.parametrize("value", [None, "", {"value": "x"}, []])
def test_a_posting_without_its_parts_is_changed(lost: str, value: object) -> None:
    parsed = read(a_site({**a_job(), lost: value}))
    assert (parsed.outcome, parsed.postings) == (Outcome.CHANGED, ())
    assert lost in parsed.reason


@pytest.mark.parametrize("lost", ["datePosted", "validThrough", "employmentType", "baseSalary"])
@pytest.mark.parametrize(
    ("value", "outcome"),
    [(None, Outcome.OK), ("", Outcome.OK), ({"zq": {"x": "y"}}, Outcome.CHANGED)],
    ids=["none", "empty", "unreadable"],
)
def test_a_site_need_not_say_everything(lost: str, value: object, outcome: Outcome) -> None:
    assert read(a_site({**a_job(), lost: value})).outcome is outcome


def test_fields_of_a_sites_own_take_nothing_away() -> None:
    job = {**a_job(applicantCount=3, department="Data", validThrough=None), "zqPlus": ["x"]}
    job["jobLocation"]["address"]["hasMap"] = "http://maps.test/"
    assert read(a_site(job)).outcome is Outcome.OK


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("//<![CDATA[\n", "\n//]]>"),
        ("<![CDATA[", "]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
    ],
    ids=["line-comments", "bare", "block-comments"],
)
def test_sections_around_the_data_are_no_part_of_it(before: str, after: str) -> None:
    parsed = read(a_site(f"{before}{json.dumps(a_job())}{after}"))
    assert (parsed.outcome, len(parsed.postings)) == (Outcome.OK, 1)


def test_a_field_by_an_unknown_name_is_changed() -> None:
    job = a_job()
    job["salaryRange"] = job.pop("baseSalary")
    parsed = read(a_site(job))
    assert (parsed.outcome, parsed.postings) == (Outcome.CHANGED, ())
    assert "salaryRange" in parsed.reason


def test_several_postings_need_addresses_of_their_own() -> None:
    first, second = a_job(1), a_job(2)
    parsed = read(a_site([first, second]), Role.LISTING, f"{SITE}/careers")
    assert [each.url for each in parsed.postings] == [
        f"{SITE}/jobs/data-engineer-1",
        f"{SITE}/jobs/data-engineer-2",
    ]
    del first["url"]
    parsed = read(a_site([first, second]), Role.LISTING, f"{SITE}/careers")
    assert parsed.outcome is Outcome.CHANGED
    del second["url"]
    parsed = read(a_site([first, second]), Role.LISTING, f"{SITE}/careers")
    assert parsed.outcome is Outcome.OK
    assert [each.url for each in parsed.postings] == [f"{SITE}/careers#1", f"{SITE}/careers#2"]
    first["zq-url"] = second["zq-url"] = "/jobs/x"
    assert read(a_site([first, second]), url=OWN).outcome is Outcome.CHANGED


def test_a_list_leads_to_vacancies_of_its_own_site() -> None:
    links = (
        '<a href="/jobs/one">1</a><a href="http://other.test/jobs/two">2</a>'
        '<a href="/about">3</a><a rel="next" href="?page=2">4</a><a href="http://[">5</a>'
    )
    parsed = read(a_site(body=links), Role.LISTING, f"{SITE}/careers")
    assert parsed.outcome is Outcome.OK
    assert [(link.url, link.role) for link in parsed.follow] == [
        (f"{SITE}/jobs/one", Role.DETAIL),
        (f"{SITE}/careers?page=2", Role.LISTING),
    ]


def test_a_saved_page_says_its_address_itself() -> None:
    assert [each.url for each in read(a_site(a_job()), url="").postings] == [OWN]
    (posting,) = read(a_site(a_job(url="/jobs/7")), url="").postings
    assert (posting.external_id, posting.url) == ("7", "")


def test_marks_of_where_a_link_stood_are_no_part_of_an_id() -> None:
    assert one(url=f"{OWN}?utm_source=x&lang=uk#a").external_id == f"{OWN}?lang=uk"


@pytest.mark.parametrize(
    ("body", "status", "outcome"),
    [
        ("<p>Python</p>", 200, Outcome.CHANGED),
        ("<p>This job is no longer available</p>", 200, Outcome.EMPTY),
        ("", 404, Outcome.EMPTY),
        ("", 403, Outcome.BLOCKED),
        ("<title>Just a moment...</title>", 200, Outcome.BLOCKED),
    ],
)
def test_pages_without_a_posting(body: str, status: int, outcome: Outcome) -> None:
    assert (
        read(a_site(body=body) if "<title" not in body else body, status=status).outcome is outcome
    )
