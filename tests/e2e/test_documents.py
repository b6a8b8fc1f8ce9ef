"""The demo's press, crawled by declared sources: articles are found, and their mentions counted."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import Any

import pytest

from contracts.documents import DocumentFilters, DocumentHit
from contracts.names import OWN, PUBLIC
from demo.records import Offered
from engines.embedded.documents.engine import SqliteDocuments
from tests.e2e.command import Told
from tests.integration.crawler.connected import Connected
from tests.integration.crawler.internet import internet

pytestmark = pytest.mark.timeout(300)
SOURCES = """\
apiVersion: prospekt.dev/v1alpha1
kind: Source
metadata:
  name: press
spec:
  yields: documents
  jsonl: {url: "{services}/downloads/articles.jsonl"}
  id: id
  fields: {title: headline, text: {from: body_html, html: true}, url: url, published_at: published}
---
apiVersion: prospekt.dev/v1alpha1
kind: Source
metadata:
  name: feed
spec:
  yields: documents
  rss: {url: "{services}/feed.rss"}
"""
HIT = {"id", "source", "title", "url", "dated", "sentiment", "subjects", "sentence", "similar"}


class Press:
    """A home after a crawl, and what the press has."""

    def __init__(self, home: Connected, offered: Offered) -> None:
        self.home = home
        self.articles = offered.documents

    def told(self, *arguments: str) -> Told:
        told = self.home.told(*arguments)
        assert told.code == 0, told.err
        return told

    def json(self, *arguments: str) -> Any:
        return self.told(*arguments, "--json").json

    def documents(self) -> list[DocumentHit]:
        with closing(SqliteDocuments(self.home.home.documents)) as index:
            return list(index.scan([PUBLIC, OWN], DocumentFilters()))


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    place = tmp_path_factory.mktemp("press")
    with internet(place, ["services"]) as net:
        home = Connected(place, PROSPEKT_CLOCK=str(place / "clock"))
        home.reach(net.urls["services"].removeprefix("http://"))
        declared = SOURCES.replace("{services}", net.urls["services"])
        home.apply(*declared.split("---\n"))
        home.crawl()
        yield Press(home, net.offered("services"))


def test_every_article_is_indexed_with_its_subjects_where_they_stand(press: Press) -> None:
    found = press.documents()
    by_source = {
        name: [hit.record for hit in found if hit.record.source == name]
        for name in ("press", "feed")
    }
    assert {each.title for each in by_source["press"]} == {each.title for each in press.articles}
    assert len(by_source["press"]) == len(press.articles)
    assert len(by_source["feed"]) == 20
    for record in by_source["press"]:
        assert record.mentions, record.title
        assert all(record.text[m.start : m.end].strip() for m in record.mentions)
    assert {each.language for each in by_source["press"]} == {"uk", "ru", "en"}
    judged = [each for each in by_source["press"] if each.sentiment is not None]
    assert len(judged) > len(press.articles) / 4
    status = press.json("status")
    assert (status["lag"], status["dead_letters"]) == (0, 0)
    assert status["documents"] == len(found)


def test_an_article_in_the_feed_and_in_the_archive_is_one_of_a_cluster(press: Press) -> None:
    copies = [hit for hit in press.documents() if hit.similar]
    assert copies
    assert sum(hit.record.head for hit in copies) < len(copies)


def test_a_search_of_the_documents_shows_the_sentence_of_the_mention(press: Press) -> None:
    found = press.json("search", "--documents", "бухгалтер", "--limit", "5")
    assert found["total"] > 0
    first = found["hits"][0]
    assert set(first) >= HIT
    assert "profession:accountant" in first["subjects"]
    assert first["sentence"]
    shown = press.told("search", "--documents", "бухгалтер").out
    assert f"{found['total']} found" in shown
    assert first["title"] in shown
    assert "press · " in shown


def test_mentions_of_a_subject_are_counted_by_week_and_source(press: Press) -> None:
    answer = press.json("mentions", "бухгалтер", "--weeks", "120")
    assert answer["subject"] == "profession:accountant"
    heads = [
        hit
        for hit in press.documents()
        if hit.record.head and any(m.subject == answer["subject"] for m in hit.record.mentions)
    ]
    weeks = answer["weeks"]
    assert all(date.fromisoformat(week["date"]).weekday() == 0 for week in weeks)
    ended = [hit for hit in heads if hit.dated.date() < date(2026, 10, 12)]
    assert sum(week["documents"] for week in weeks) == len(ended) > 0
    assert not any(week["covered"] for week in weeks), "nothing was fetched before this week"
    shown = press.told("mentions", "бухгалтер", "--weeks", "120").out
    assert "·" in shown
    assert "≥1" in shown
    assert "█" in shown


def test_what_no_document_mentions_is_said_plainly(press: Press) -> None:
    assert "no watch has this keyword" in press.told("mentions", "zeppelins").out
    assert "no document of these weeks mentions it" in press.told("mentions", "Objective-C").out
    assert json.loads(press.told("mentions", "zeppelins", "--json").out)["weeks"] == []


def test_a_keyword_of_the_watch_is_a_subject(press: Press) -> None:
    """The watch of `Connected` asks for "engineer"."""
    found = press.json("search", "--documents", "engineer", "--limit", "100")
    assert any("keyword:engineer" in hit["subjects"] for hit in found["hits"])


def test_what_documents_do_not_know_is_refused(press: Press) -> None:
    told = press.home.told("search", "--documents", "x", "--place", "Київ")
    assert told.code == 2
    assert "documents know no --watch, --place or --skill" in told.err
