"""Every worked example of docs/sources.md: read, checked, and run on a page in its shape."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote_plus, urlsplit

import pytest

from console.declarations import Declarations, read_declarations
from contracts.asking import decode_rows
from contracts.declared import decode_declared, encode_declared
from contracts.frontier import Kind, Request
from contracts.records import Outcome, Salary
from contracts.subjects import WatchFilters, WatchSpec
from crawler.sources.declared.source import declared_source
from tests.unit.crawler.declared.walk import Answer, Walk, a_file, as_lines, walk

DOCS = Path(__file__).parents[4] / "docs"
EXAMPLES = sorted((DOCS / "examples").glob("*.yaml"))


def example(name: str) -> Declarations:
    return read_declarations(DOCS / "examples" / f"{name}.yaml")


def run(name: str, site: Callable[[Request], Answer], *keywords: str, number: int = 0) -> Walk:
    declared = example(name).sources[number]
    spec = WatchSpec(keywords=keywords, sources=(declared.name,))
    return walk(declared_source(declared), site, spec)


def always(body: str | bytes, **headers: str) -> Callable[[Request], Answer]:
    raw = body.encode() if isinstance(body, str) else body
    return lambda _: Answer(raw, headers={key.replace("_", "-"): headers[key] for key in headers})


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


def test_sql() -> None:
    def site(request: Request) -> Answer:
        rows = decode_rows(request.body)
        assert request.kind is Kind.SQL
        assert rows.parameters == {"words": "%data%"}
        first = 1 if rows.after is None else int(rows.after) + 1
        found = [
            {"id": n, "title": f"T{n}", "department": "D", "city": "Київ"}
            | {"opened_on": "2026-10-01", "text": "x"}
            for n in range(first, min(first + rows.limit, 701))
        ]
        return Answer(as_lines(*found))

    done = run("sql", site, "data")
    assert [int(posting.external_id) for posting in done.postings] == list(range(1, 701))
    assert len(done.requests) == 2
    assert done.requests[0].meta["credential"] == "hr-database"


def test_mongodb() -> None:
    row = {
        "_id": {"$oid": "65f0c0ffee65f0c0ffee65f0"},
        "employer": {"name": "Acme"},
        "text": "Good.",
        "at": {"$date": "2026-10-01T00:00:00Z"},
    }
    done = run("mongo", always(as_lines(row)))
    (document,) = done.documents
    assert (document.external_id, document.title) == ("65f0c0ffee65f0c0ffee65f0", "Acme")
    assert document.published_at == datetime(2026, 10, 1, tzinfo=UTC)
    asked = decode_rows(done.requests[0].body)
    assert asked.filter == {"published": True, "stars": {"$lte": 5}}
    assert asked.fields == ("employer", "text", "at")


def test_sparql() -> None:
    binding = {
        "occupation": {"type": "uri", "value": "http://dbpedia.org/resource/Actuary"},
        "label": {"type": "literal", "xml:lang": "en", "value": "Actuary"},
        "abstract": {"type": "literal", "xml:lang": "en", "value": "Measures risk."},
    }
    data = {"head": {"vars": list(binding)}, "results": {"bindings": [binding]}}
    done = run("sparql", always(json.dumps(data)), 'a "b"')
    (document,) = done.documents
    assert document.external_id == document.url == "http://dbpedia.org/resource/Actuary"
    assert (document.title, document.text) == ("Actuary", "Measures risk.")
    query = decode_rows(done.requests[0].body).query
    assert query.startswith("PREFIX dbo: <http://dbpedia.org/ontology/>")
    assert 'LCASE("a \\"b\\"")' in query
    assert query.endswith("ORDER BY STR(?occupation) LIMIT 501")


def test_telegram() -> None:
    export = {
        "name": "Jobs",
        "type": "public_channel",
        "id": 99,
        "messages": [
            {"id": 1, "type": "service", "date": "2026-10-01T10:00:00", "text": ""},
            {
                "id": 2,
                "type": "message",
                "date": "2026-10-01T12:00:00",
                "date_unixtime": "1790845200",
                "text": ["Data Engineer\n", {"type": "bold", "text": "Acme"}],
            },
        ],
    }
    (posting,) = run("telegram", a_file(json.dumps(export).encode())).postings
    assert (posting.external_id, posting.title) == ("99/2", "Data Engineer")
    assert (posting.description, posting.employment) == ("Data Engineer\nAcme", "full-time")
    assert posting.posted_at == datetime(2026, 10, 1, 9, tzinfo=UTC)


MAIL = (
    b"Message-ID: <7@acme.example>\r\nSubject: =?utf-8?b?0JLQsNC60LDQvdGB0ZbRjw==?=\r\n"
    b"Date: Mon, 02 Nov 2026 09:00:00 +0200\r\nFrom: Olena <olena@acme.example>\r\n"
    b'Content-Type: multipart/alternative; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/plain; charset=koi8-u\r\n\r\n\xeb\xc9\xa7\xd7\r\n--x--\r\n"
)


def test_mail_by_imap_as_an_mbox_and_as_files() -> None:
    row = {"uid": 7, "message": base64.b64encode(MAIL).decode()}
    (posting,) = run("mail", always(as_lines(row))).postings
    assert (posting.external_id, posting.title) == ("7@acme.example", "Вакансія")
    assert (posting.description, posting.posted_at) == (
        "Київ",
        datetime(2026, 11, 2, 7, tzinfo=UTC),
    )
    mbox = b"From olena Mon Nov  2 09:00:00 2026\n" + MAIL + b"\n"
    (document,) = run("mail", a_file(mbox), number=1).documents
    assert (document.external_id, document.text) == ("7@acme.example", "Київ")

    def folder(request: Request) -> Answer:
        return Answer(as_lines({"name": "1:2,S"}) if request.url.endswith("/") else MAIL)

    done = run("mail", folder, number=2)
    assert [each.external_id for each in done.documents] == ["7@acme.example"]
    assert done.requests[1].url == "file://mail/inbox/cur/1%3A2%2CS"


FEED = """<feed xmlns:yt="y" xmlns:media="m" xmlns="http://www.w3.org/2005/Atom">
    <entry><id>yt:video:v1</id><yt:videoId>v1</yt:videoId><title>How to become an analyst</title>
    <link rel="alternate" href="https://video.example/watch?v=v1"/>
    <published>2026-10-01T10:00:00+00:00</published>
    <media:group><media:description>In ten minutes.</media:description>
    <media:community><media:statistics views="1500"/></media:community></media:group></entry>
    </feed>"""


def test_a_video_platforms_feed_gives_texts_and_numbers() -> None:
    done = run("videos", always(FEED))
    assert [request.url.rpartition("=")[2] for request in done.requests] == [
        "UC-careers",
        "UC-interviews",
    ]
    document = done.documents[0]
    assert (document.external_id, document.text) == ("v1", "In ten minutes.")
    seen = run("videos", always(FEED), number=1).observations[0]
    assert (seen.subject, seen.metric, seen.value) == ("v1", "views", 1500)


def test_a_social_networks_json_goes_on_by_its_link_header() -> None:
    post = {
        "id": "1",
        "content": "<p>We are hiring</p><p>Write to jobs@acme.example</p>",
        "url": "https://social.example/@acme/1",
        "created_at": "2026-11-01T10:00:00.000Z",
    }

    def site(request: Request) -> Answer:
        if "max_id" in request.url:
            return Answer(b"[]")
        link = f'<{request.url}&max_id=1>; rel="next", <https://social.example/x>; rel="prev"'
        return Answer(json.dumps([post]).encode(), headers={"link": link})

    done = run("social", site)
    assert len(done.requests) == 4
    assert (done.documents[0].title, done.documents[0].external_id) == ("We are hiring", "1")
    assert "jobs@acme" not in done.documents[0].text


def test_wikipedia_and_its_honest_nothing() -> None:
    page = {"pageid": 5, "title": "Актуарій", "extract": "Фахівець.", "fullurl": "https://x/5"}
    data = {"batchcomplete": True, "query": {"pages": [page]}}
    (document,) = run("wikipedia", always(json.dumps(data)), "актуарій").documents
    assert (document.external_id, document.title, document.text) == (
        "5",
        "Актуарій",
        "Фахівець.",
    )
    nothing = run("wikipedia", always('{"batchcomplete": true}'), "xyz")
    assert nothing.outcomes == [Outcome.EMPTY]


def test_film_ratings() -> None:
    csv = "title_id,date,rating,votes\ntt1,2026-11-01,8.1,10\ntt2,2026-11-01,6,3\n"
    done = run("films", always(csv))
    assert [(each.subject, each.metric, each.value) for each in done.observations] == [
        ("film/tt1", "rating", 8.1),
        ("film/tt2", "rating", 6),
    ]


def test_site_traffic() -> None:
    def site(request: Request) -> Answer:
        name = request.url.rpartition("=")[2]
        row = {"site": name, "month": "2026-10", "count": 1_000_000}
        return Answer(json.dumps({"visits": [row]}).encode())

    done = run("traffic", site)
    assert [each.subject for each in done.observations] == ["work.ua", "robota.ua"]
    assert done.observations[0].at == datetime(2026, 10, 1, tzinfo=UTC)
    assert done.requests[0].meta["credential-as"] == "header X-Api-Key"
