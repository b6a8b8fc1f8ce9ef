"""Every kind of declared source by the real command, crawler and stream: what it has, and no more.

The web's kinds read the demo's sites, the others real engines and files.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import pymongo
import pytest

from contracts.records import Document
from demo.records import Article, Offered
from engines.embedded.frontier import SqliteFrontier
from tests.engines.certificates import Certificates
from tests.engines.postgres import database
from tests.eventually import eventually
from tests.integration.crawler.board import Board, Handler, page, served
from tests.integration.crawler.connected import Connected, Left, example
from tests.integration.crawler.internet import internet
from tests.integration.fetching.mailbox import PASSWORD, Mailbox, serving

pytestmark = pytest.mark.timeout(300)
TOKEN = "canary-of-the-traffic"  # noqa: S105 - of a server that the tests made
HEAD = "apiVersion: prospekt.dev/v1alpha1\nkind: Source\nmetadata:\n  name: "
WEB = """\
press-json
spec:
  yields: documents
  json:
    url: {services}/api/articles?per_page=50&page={page}
    rows: data.items[*]
    paging: {pages: meta.pages}
  id: id
  fields: {title: headline, text: {from: body_html, html: true}, url: url, published_at: published}
---
press-rss
spec:
  yields: documents
  rss: {url: "{services}/feed.rss"}
---
press-csv
spec:
  yields: documents
  csv: {url: "{services}/downloads/articles.csv"}
  id: id
  fields: {title: headline, text: {from: body_html, html: true}, published_at: published}
---
press-jsonl
spec:
  yields: documents
  jsonl: {url: "{services}/downloads/articles.jsonl"}
  id: id
  fields: {title: headline, text: {from: body_html, html: true}, published_at: published}
---
press-xml
spec:
  yields: documents
  xml: {url: "{services}/downloads/articles.xml", rows: article}
  id: id
  fields: {title: headline, text: {from: body_html, html: true}, published_at: published}
---
forum
spec:
  yields: documents
  json:
    url: {services}/r/jobs/new.json?limit=100&after={cursor}
    rows: data.children[*].data
    paging: {cursor: data.after}
  id: id
  fields: {title: title, text: selftext, published_at: created_utc}
---
votes
spec:
  yields: observations
  csv: {url: "{services}/downloads/ratings.csv"}
  fields: {subject: name, metric: {value: votes}, at: date, value: votes}
---
films
spec:
  yields: observations
  sparql:
    url: {services}/sparql
    query: |
      SELECT ?film ?label ?rating WHERE {
        ?film a dbo:Film ; rdfs:label ?label ; film:rating ?rating .
        FILTER(LANG(?label) = "uk")
      }
    key: film
    size: 3
  fields: {subject: label, metric: {value: latest}, value: rating}
---
careers-html
spec:
  yields: postings
  html:
    url: {careers}/jobs/
    rows: main li
    follow: a@href
  id: {from: a@href, strip: /jobs}
  fields: {title: h1, description: section}
  pace: {intervalMs: 0, slots: 8}
"""


class Traffic(Board):
    """An API that asks for a key in a header."""

    def answer(self, handler: Handler) -> None:
        self.asked[handler.path] += 1
        site = handler.path.partition("site=")[2]
        if handler.headers.get("X-Api-Key") == TOKEN:
            visits = {"visits": [{"site": site, "month": "2026-09", "count": 7}]}
            page(json.dumps(visits).encode(), kind="application/json")(handler)
        elif handler.path == "/robots.txt":
            page(b"", kind="text/plain")(handler)
        else:
            page(b"who are you?", status=401)(handler)


class Net:
    """What the web's kinds left, beside what there was to take."""

    def __init__(self, left: Left, services: Offered, careers: Offered, home: Connected) -> None:
        self.left, self.services, self.careers, self.home = left, services, careers, home


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Net]:
    place = tmp_path_factory.mktemp("web")
    with internet(place, ["services", "careers"]) as net, served(Traffic(0)) as traffic:
        home = Connected(place, PROSPEKT_CLOCK=str(place / "clock"))
        hosts = [url.removeprefix("http://") for url in (*net.urls.values(), traffic.url)]
        home.reach(*hosts)
        home.secret("traffic-key", TOKEN, traffic.url)
        services, careers = net.urls["services"], net.urls["careers"]
        declared = WEB.replace("{services}", services).replace("{careers}", careers)
        films = {"https://films.example": f"{services}/downloads"}
        home.apply(
            *(HEAD + each for each in declared.split("---\n")),
            example("atom", **{"https://news.example/labour/atom.xml": f"{services}/feed.atom"}),
            example(
                "videos", **{"https://video.example": services, "UC-careers, UC-interviews": "UC"}
            ),
            example("films", **films, **{'{from: title_id, template: "film/{}"}': "name"}),
            example("website", **{"https://magazine.example/": f"{careers}/"}).rstrip()
            + "\n  pace: {intervalMs: 0, slots: 8}\n",
            example("traffic", **{"https://traffic.example": traffic.url}),
        )
        home.crawl()
        offered = net.offered("services"), net.offered("careers")
        yield Net(Left(home.home), *offered, home)


def _told(found: list[Document]) -> set[tuple[str, str]]:
    return {(each.title, each.text.replace("\n\n", "\n")) for each in found}


def _there(found: list[Article]) -> set[tuple[str, str]]:
    return {(each.title, each.text) for each in found}


@pytest.mark.parametrize("name", ["press-json", "press-csv", "press-jsonl", "press-xml", "forum"])
def test_each_article_comes_once_and_whole(web: Net, name: str) -> None:
    found = web.left.documents(name)
    assert len(found) == len({each.external_id for each in found}) == len(web.services.documents)
    assert _told(found) == _there(web.services.documents)
    assert {each.published_at for each in found} == {
        each.published_at for each in web.services.documents
    }


@pytest.mark.parametrize("name", ["press-rss", "labour-news", "career-videos"])
def test_a_feed_has_the_newest(web: Net, name: str) -> None:
    found = web.left.documents(name)
    assert len(found) == 20
    assert _told(found) == _there(web.services.documents[:20])


@pytest.mark.parametrize(("name", "metric"), [("film-ratings", "rating"), ("votes", "votes")])
def test_each_number_comes_as_it_was_told(web: Net, name: str, metric: str) -> None:
    found = web.left.numbers(name)
    there = [each for each in web.services.observations if each.metric == metric]
    assert len(found) == len(there) > 100
    assert {(each.subject, each.at, each.value) for each in found} == {
        (each.subject, each.at, each.value) for each in there
    }


def test_a_sparql_endpoint_is_walked_page_by_page(web: Net) -> None:
    there = [each for each in web.services.observations if each.metric == "rating"]
    latest = {each.subject: each.value for each in sorted(there, key=lambda each: each.at)}
    found = web.left.numbers("films")
    assert len(found) == len(latest)
    assert {each.subject: each.value for each in found} == latest
    assert len(web.left.pages["films"]) == -(-len(latest) // 3)


def test_numbers_come_of_a_feed_and_of_an_api_that_asks_for_a_key(web: Net) -> None:
    assert len(web.left.numbers("career-video-views")) == 20
    found = web.left.numbers("site-traffic")
    assert {(each.subject, each.value) for each in found} == {("work.ua", 7), ("robota.ua", 7)}


def test_pages_by_selectors_give_each_job(web: Net) -> None:
    found = {each.external_id: each.title for each in web.left.postings("careers-html")}
    assert found == {each.external_id: each.title for each in web.careers.postings}
    (end,) = web.left.ends["careers-html"]
    assert end.end.complete


def test_a_website_gives_each_of_its_articles(web: Net) -> None:
    found = {urlsplit(each.url).path: each for each in web.left.documents("career-magazine")}
    assert {each.path for each in web.careers.documents} <= set(found)
    for article in web.careers.documents:
        assert found[article.path].title == article.title
        assert article.text.splitlines()[0] in found[article.path].text
    assert not any(path.startswith("/private") for path in found)


def test_their_postings_are_in_the_index(web: Net) -> None:
    file = web.home.root / "indexed.jsonl"
    told = web.home.told("export", str(file), "--source", "careers-html")
    assert told.code == 0, told.err
    found = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert {each["external_id"] for each in found} == {
        each.external_id for each in web.careers.postings
    }


JOBS = """\
own-sqlite
spec:
  yields: postings
  sql:
    url: sqlite://imports/hr.db
    query: SELECT id, title, city FROM jobs
    key: id
    size: 3
  fields: {title: title, places: city}
  pace: {intervalMs: 50}
"""
Local = tuple[Connected, Left, Mailbox]
CARD = (
    "Subject: {0}\r\nMessage-ID: <{0}@x>\r\nDate: Thu, 01 Oct 2026 10:00:00 +0000\r\n\r\n{0} text"
)


def hr(folder: Path, rows: int) -> None:
    with closing(sqlite3.connect(folder / "hr.db")) as made, made:
        made.execute("CREATE TABLE jobs (id INTEGER PRIMARY KEY, title TEXT, city TEXT)")
        made.executemany(
            "INSERT INTO jobs VALUES (?, ?, 'Київ')", [(n, f"Engineer {n}") for n in range(rows)]
        )


def files(imports: Path, mail: Path) -> None:
    """In the shapes of the examples, and two of each."""
    lines = "Номер;Назва посади;Роботодавець;Місто;Дата;Оплата\n"
    lines += "1;Інженер;Бета;Київ,Львів;01.10.2026;20000,50\n2;Слюсар;Гамма;Одеса;02.10.2026;1\n"
    (imports / "vacancies.csv").write_bytes(lines.encode("windows-1251"))
    (imports / "archive").mkdir()
    (imports / "archive" / "vacancies.jsonl").write_text(
        "".join(
            json.dumps({"vacancy": {"id": n, "title": f"Job {n}", "date": "2026-10-01"}}) + "\n"
            for n in (1, 2)
        )
    )
    (imports / "telegram").mkdir()
    messages = [
        {"id": n, "type": "message", "date": f"2026-10-0{n}T10:00:00", "text": f"Post {n}\nbody"}
        for n in (1, 2)
    ]
    chat = {"name": "jobs", "type": "public_channel", "id": 5, "messages": messages}
    (imports / "telegram" / "result.json").write_text(json.dumps(chat))
    (imports / "list.mbox").write_text(
        "".join(f"From a@b Thu Oct  1 10:00:00 2026\n{CARD.format(f'L{n}')}\n\n" for n in (1, 2))
    )
    inbox = mail / "inbox" / "cur"
    inbox.mkdir(parents=True)
    for n in (1, 2):
        (inbox / f"{n}:2,S").write_text(CARD.format(f"F{n}"))


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    place = tmp_path_factory.mktemp("local")
    made = Certificates(place)
    mailbox = Mailbox({n: CARD.format(f"I{n}").encode() for n in range(1, 24)})
    with serving(mailbox, str(made.cert), str(made.key)):
        home = Connected(place, SSL_CERT_FILE=str(made.ca))
        imports = home.folder("imports")
        files(imports, home.folder("mail"))
        hr(imports, 10)
        host = f"127.0.0.1:{mailbox.port}"
        home.reach(host)
        home.secret("vacancies-mailbox", f"reader:{PASSWORD}", host)
        mails = {"imaps://mail.example": f"imaps://{host}", "    within: 30d\n": ""}
        names = ("csv", "jsonl", "telegram")
        home.apply(HEAD + JOBS, *map(example, names), example("mail", **mails))
        home.crawl()
        yield home, Left(home.home), mailbox


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("own-sqlite", {f"Engineer {n}" for n in range(10)}),
        ("registry-csv", {"Інженер", "Слюсар"}),
        ("archive-jsonl", {"Job 1", "Job 2"}),
        ("jobs-channel", {"Post 1", "Post 2"}),
        ("vacancies-mailbox", {f"I{n}" for n in range(1, 24)}),
    ],
)
def test_files_and_mail_give_their_postings(local: Local, name: str, titles: set[str]) -> None:
    _, left, _ = local
    found = left.postings(name)
    assert {each.title for each in found} == titles
    assert len(found) == len(titles)


def test_archives_of_mail_give_their_documents(local: Local) -> None:
    _, left, mailbox = local
    assert {each.title for each in left.documents("mail-archive")} == {"L1", "L2"}
    assert {each.title for each in left.documents("mail-folder")} == {"F1", "F2"}
    assert any(PASSWORD in told for told in mailbox.told)


@pytest.mark.parametrize(
    ("place", "source", "secret"),
    [("web", "site-traffic", TOKEN), ("local", "vacancies-mailbox", PASSWORD)],
)
def test_no_secret_is_left_or_said(
    web: Net, local: Local, place: str, source: str, secret: str
) -> None:
    home = web.home if place == "web" else local[0]
    assert home.holds(secret) == []
    said = home.says(source)
    assert secret not in said
    assert "is set" in said


def test_a_postgresql_database_by_its_password(tmp_path: Path, postgres_address: str) -> None:
    tables = """
        CREATE TABLE departments (id integer, name text);
        CREATE TABLE vacancies (id integer PRIMARY KEY, title text, city text, opened_on date,
            text text, is_public boolean, department_id integer);
        INSERT INTO departments VALUES (1, 'R&D');
        INSERT INTO vacancies SELECT n, 'Engineer ' || n, 'Київ', '2026-10-01', 'text', n <> 3, 1
            FROM generate_series(1, 7) AS n;
    """
    with database(postgres_address) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(tables)
        target = urlsplit(url)
        host = target.netloc.rpartition("@")[2]
        home = Connected(tmp_path)
        home.reach(host)
        secret = f"{unquote(target.username or '')}:{unquote(target.password or '')}"
        home.secret("hr-database", secret, host)
        address = f"postgresql://{host}{target.path}?sslmode=disable"
        changes = {"postgresql://hr.example:5432/hr": address, "size: 500": "size: 2"}
        home.apply(example("sql", **changes))
        home.crawl()
    password = secret.partition(":")[2]
    assert home.holds(password) == []
    assert password not in home.says("hr-database")
    found = Left(home.home).postings("hr-database")
    assert sorted(each.title for each in found) == [f"Engineer {n}" for n in (1, 2, 4, 5, 6, 7)]
    assert {(each.company, each.places) for each in found} == {("R&D", ("Київ",))}


def test_a_mongodb_collection(tmp_path: Path, mongo_url: str) -> None:
    target = urlsplit(mongo_url)
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(mongo_url)
    with client:
        client[target.path.strip("/")].reviews.insert_many(
            [
                {"published": n < 5, "stars": n, "employer": {"name": f"E{n}"}, "text": f"text {n}"}
                for n in range(7)
            ]
        )
    home = Connected(tmp_path)
    home.reach(target.netloc)
    changes = {
        "mongodb://reviews.example:27017/site": f"mongodb://{target.netloc}{target.path}",
        "/reviews\n": "/reviews?tls=false\n    size: 2\n",
        "text, at]": "text]",
        "    published_at: at\n": "",
        "  credential: reviews-mongo\n": "",
    }
    home.apply(example("mongo", **changes))
    home.crawl()
    found = Left(home.home).documents("reviews-mongo")
    assert sorted((each.title, each.text) for each in found) == [
        (f"E{n}", f"text {n}") for n in range(5)
    ]


def test_a_kill_amid_a_walk_by_key_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    home = Connected(tmp_path, PROSPEKT_CRAWLER_LEASE_MS="1000")
    hr(home.folder("imports"), 60)
    home.apply(HEAD + JOBS, schedule=", schedule: {every: 6h}")
    crawler = home.start()
    try:
        eventually(lambda: len(Left(home.home).pages["own-sqlite"]) >= 4, within=60)
    finally:
        crawler.kill()
        crawler.wait()
    before = len(Left(home.home).pages["own-sqlite"])
    assert before < 20
    assert home.start("--until-idle").wait(120) == 0
    left = Left(home.home)
    versions = [(each.posting.external_id, each.fetched_at) for each in left.found]
    assert {title for title, _ in versions} == {str(n) for n in range(60)}
    assert len(set(versions)) == len(versions)
    (end,) = left.ends["own-sqlite"]
    assert end.end.complete
    with closing(SqliteFrontier(home.home.frontier)) as frontier:
        books = frontier.ledger()
    assert (books.outstanding, books.dead) == (0, 0)
