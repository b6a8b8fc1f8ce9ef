"""The web's kinds of declared source by the real command: what they have, and no more."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from contracts.records import Document
from demo.records import Article, Offered
from tests.integration.crawler.board import Board, Handler, page, served
from tests.integration.crawler.connected import HEAD, Connected, Left, example
from tests.integration.crawler.internet import internet

pytestmark = pytest.mark.timeout(300)


TOKEN = "canary-of-the-traffic"  # noqa: S105 - of a server that the tests made


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


def test_no_key_of_an_api_is_left_or_said(web: Net) -> None:
    assert web.home.holds(TOKEN) == []
    said = web.home.says("site-traffic")
    assert TOKEN not in said
    assert "is set" in said
