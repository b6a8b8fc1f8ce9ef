"""Every worked example of docs/sources.md is right; those of files and pages are run."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote_plus, urlsplit

import pytest

from console.declarations import read_declarations
from contracts.declared import decode_declared, encode_declared
from contracts.frontier import Request
from contracts.records import Outcome, Salary
from contracts.subjects import WatchFilters, WatchSpec
from crawler.sources.declared.source import declared_source
from tests.unit.crawler.declared.examples import DOCS, always, example, run
from tests.unit.crawler.declared.walk import Answer, a_file, as_lines, walk

EXAMPLES = sorted((DOCS / "examples").glob("*.yaml"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_page_shows_each_example_as_it_is(file: Path) -> None:
    pages = [(DOCS / name).read_text("utf-8") for name in ("sources.md", "watches.md")]
    assert any(f"```yaml\n{file.read_text('utf-8')}```" in page for page in pages)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_each_example_is_a_right_one_and_is_stored_whole(file: Path) -> None:
    for source in read_declarations(file).sources:
        assert decode_declared(encode_declared(source)) == source
        assert source.space != "public"
        assert declared_source(source).summary == source.spec.summary


def test_rss() -> None:
    done = run(
        "rss",
        always(
            """<?xml version="1.0"?><rss version="2.0"><channel><title>Jobs</title>
            <item><title>Data Engineer</title><link>https://careers.acme.example/7</link>
            <guid isPermaLink="false">job-7</guid><category>Київ</category>
            <pubDate>Mon, 02 Nov 2026 09:00:00 +0200</pubDate>
            <description>&lt;p&gt;Python&lt;/p&gt;&lt;p&gt;SQL&lt;/p&gt;</description></item>
            </channel></rss>"""
        ),
    )
    (posting,) = done.postings
    assert (posting.external_id, posting.title, posting.company) == (
        "job-7",
        "Data Engineer",
        "Acme",
    )
    assert posting.places == ("Київ",)
    assert posting.posted_at == datetime(2026, 11, 2, 7, tzinfo=UTC)
    assert posting.description == "Python\nSQL"


def test_atom() -> None:
    done = run(
        "atom",
        always(
            """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
            <entry><id>tag:news,2026:1</id><title>Fewer vacancies</title>
            <link rel="self" href="https://news.example/self"/>
            <link href="https://news.example/1"/><updated>2026-11-01T10:00:00Z</updated>
            <content type="html">&lt;p&gt;They fell.&lt;/p&gt;</content></entry></feed>"""
        ),
    )
    (document,) = done.documents
    assert (document.external_id, document.url) == ("tag:news,2026:1", "https://news.example/1")
    assert (document.text, document.published_at) == (
        "They fell.",
        datetime(2026, 11, 1, 10, tzinfo=UTC),
    )


def vacancy(number: int) -> dict[str, object]:
    return {
        "id": number,
        "name": f"Data engineer {number}",
        "employer": {"name": "Acme"},
        "offices": [{"city": "Київ"}, {"city": "Львів"}],
        "isRemote": True,
        "salary": {"from": 1000, "to": 2000, "currency": "usd"} if number == 1 else {},
        "published": "2026-11-01T08:00:00+02:00",
        "body": "<p>Python</p>",
    }


def test_a_json_api_is_searched_and_walked_page_by_page() -> None:
    asked: list[str] = []

    def site(request: Request) -> Answer:
        asked.append(unquote_plus(urlsplit(request.url).query))
        number = int(asked[-1].rpartition("page=")[2])
        data = {"data": {"items": [vacancy(number)], "lastPage": 3}}
        return Answer(json.dumps(data).encode())

    kept = example("json")
    spec = WatchSpec(
        keywords=("data engineer",),
        sources=("jobs-api",),
        filters=WatchFilters(places=("Київ",), posted_within="7d"),
    )
    done = walk(declared_source(kept.sources[0]), site, spec)
    assert asked == [f"q=data engineer&city=Київ&days=7&page={number}" for number in (1, 2, 3)]
    assert [posting.external_id for posting in done.postings] == ["1", "2", "3"]
    first = done.postings[0]
    assert (first.places, first.remote) == (("Київ", "Львів"), True)
    assert first.salary == Salary(min=1000, max=2000, currency="USD")
    assert first.url == "https://jobs.example/vacancy/1"
    assert {request.meta["credential"] for request in done.requests} == {"jobs-api-token"}
    assert set(done.outcomes) == {Outcome.OK}
    assert kept.watches[0].spec.sources == ("jobs-api",)


def test_a_post_goes_on_by_its_cursor() -> None:
    bodies = []

    def site(request: Request) -> Answer:
        body = json.loads(request.body)
        bodies.append(body["variables"])
        after = body["variables"]["after"]
        node = {"id": after or "a", "title": "T", "company": "C", "createdAt": 1793606400000}
        data = {"data": {"jobs": {"nodes": [node], "next": None if after else "b"}}}
        return Answer(json.dumps(data).encode())

    done = run("graphql", site, 'say "data"')
    assert bodies == [{"text": 'say "data"', "after": after} for after in ("", "b")]
    assert [posting.external_id for posting in done.postings] == ["a", "b"]
    assert done.postings[0].posted_at == datetime(2026, 11, 2, 8, tzinfo=UTC)


def test_csv() -> None:
    text = (
        "Номер;Назва посади;Роботодавець;Місто;Дата;Оплата\r\n"
        '7;"Інженер; даних";ТОВ «Дані»;Київ, Львів;02.11.2026;"30 500,50"\r\n'
    )
    (posting,) = run("csv", a_file(text.encode("cp1251"))).postings
    assert (posting.external_id, posting.title) == ("7", "Інженер; даних")
    assert posting.places == ("Київ", "Львів")
    assert posting.posted_at == datetime(2026, 11, 2, tzinfo=UTC)
    assert posting.salary == Salary(min=30500.5, currency="UAH")


def test_xml() -> None:
    body = """<?xml version="1.0" encoding="windows-1251"?><source><jobs><job id="7">
        <title>Бухгалтер</title><link href="https://partner.example/7"/>
        <company><name>Acme</name></company><regions><region>Київ</region><region>Одеса</region>
        </regions><date>2026-11-01</date><text><![CDATA[<p>1С</p>]]></text></job></jobs></source>"""
    (posting,) = run("xml", always(body.encode("cp1251"), content_type="text/xml")).postings
    assert (posting.external_id, posting.title) == ("7", "Бухгалтер")
    assert (posting.company, posting.places) == ("Acme", ("Київ", "Одеса"))
    assert (posting.url, posting.description) == ("https://partner.example/7", "1С")


def test_json_lines() -> None:
    rows = [{"vacancy": {"id": n, "title": f"T{n}", "date": "2026-10-01"}} for n in (1, 2)]
    done = run("jsonl", a_file(as_lines(*rows)))
    assert [posting.external_id for posting in done.postings] == ["1", "2"]
    assert "window" in done.requests[0].meta


def test_html() -> None:
    def site(request: Request) -> Answer:
        if "/search" not in request.url:
            return Answer(
                b"<h1>Data Engineer</h1><b class=employer>Acme</b>"
                b"<time datetime='2026-11-01T10:00'>1 Nov</time>"
                b"<div class=text><p>Python<p>SQL</div>"
            )
        second = "<a rel=next href='/search?q=data&amp;page=2'>2</a>"
        number = 2 if "page=2" in request.url else 1
        card = f"<div class=vacancy data-id={number}><h2><a href='/v/{number}'>Data</a></h2></div>"
        return Answer((card + (second if number == 1 else "")).encode())

    done = run("html", site, "data")
    assert [each.sightings for each in done.parsed if each.sightings] == [("1",), ("2",)]
    assert [posting.external_id for posting in done.postings] == ["1", "2"]
    posting = done.postings[0]
    assert (posting.url, posting.company) == ("https://board.example/v/1", "Acme")
    assert posting.posted_at == datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert posting.description == "Python\nSQL"


def test_a_website() -> None:
    pages = {
        "/": "<html lang=uk><title>Home</title><a href='/a'>A</a> Welcome",
        "/a": "<html lang=uk-UA><title>A</title><main>Text of A</main><a href='/'>home</a>",
        "/b": "<title>B</title><p>Text of B",
    }
    sitemap = "<urlset><url><loc>https://magazine.example/b</loc></url></urlset>"

    def site(request: Request) -> Answer:
        path = urlsplit(request.url).path
        return Answer((sitemap if path == "/sitemap.xml" else pages[path]).encode())

    done = run("website", site)
    found = {each.url.removeprefix("https://magazine.example"): each for each in done.documents}
    assert sorted(found) == ["/", "/a", "/b"]
    assert (found["/a"].title, found["/a"].language) == ("A", "uk")
