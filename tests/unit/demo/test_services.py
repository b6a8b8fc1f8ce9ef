"""What the connectors read: feeds, a paged API, downloads, a forum, an encyclopedia, SPARQL."""

import csv
import io
import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from demo.boards.services import IN_FEED, Services
from demo.films import films, ratings
from demo.press import published
from demo.world import World
from tests.unit.demo.asking import BASE, NOW, ask, tree, xml


def told(world: World, target: str) -> Any:
    return json.loads(ask(Services(world), target).body)


def titles(world: World) -> list[str]:
    return [each.title for each in published(world.seed, world.end, NOW)]


@pytest.mark.parametrize(
    ("path", "item"),
    [("/feed.rss", "item"), ("/feed.atom", "entry"), ("/feeds/videos.xml?channel_id=x", "entry")],
)
def test_feeds_hold_the_newest_articles(world: World, path: str, item: str) -> None:
    root = xml(ask(Services(world), path).body)
    found = [each.findtext("{*}title") for each in root.findall(f".//{{*}}{item}")]
    assert found == titles(world)[:IN_FEED]


def test_feed_lacks_some_dates_and_its_links_open(world: World) -> None:
    items = xml(ask(Services(world), "/feed.rss").body).findall(".//item")
    dated = [item.findtext("pubDate") is not None for item in items]
    assert set(dated) == {True, False}
    for item in items[:5]:
        page = ask(Services(world), str(item.findtext("link")).removeprefix(BASE))
        words = [node.text() for node in tree(page).css(".text p")]
        assert str(item.findtext("{*}encoded")).count("<p>") == len(words)


def test_nothing_is_published_before_its_time(world: World) -> None:
    newest = published(world.seed, world.end, NOW)[0]
    before = newest.published_at - timedelta(seconds=1)
    assert newest not in published(world.seed, world.end, before)
    path = f"/articles/{newest.slug}/"
    assert ask(Services(world), path, before).status == 404
    assert ask(Services(world), path, newest.published_at).status == 200


def test_api_pages_lead_from_one_to_the_next(world: World) -> None:
    found, onward = list[str](), "/api/articles?per_page=50"
    while onward:
        page = told(world, onward)
        found += [item["headline"] for item in page["data"]["items"]]
        onward = page["links"]["next"]
    assert found == titles(world)
    assert page["meta"]["total"] == len(found)


def test_forum_is_walked_by_the_name_of_its_last_post(world: World) -> None:
    found, after = list[str](), "start"
    while after:
        data = told(world, f"/r/jobs/new.json?limit=100&after={after}")["data"]
        found += [child["data"]["title"] for child in data["children"]]
        after = data["after"]
    assert found == titles(world)


def test_downloads_hold_the_same_rows_in_every_form(world: World) -> None:
    wanted = [
        (each.film.id, each.at.date().isoformat(), each.rating, each.votes)
        for each in ratings(world.seed, world.end, NOW)
    ]
    board = Services(world)
    forms = {
        form: ask(board, f"/downloads/ratings.{form}").body
        for form in ("csv", "json", "jsonl", "xml")
    }
    rows: dict[str, list[Any]] = {
        "csv": list(csv.DictReader(io.StringIO(forms["csv"].decode(), newline=""))),
        "json": json.loads(forms["json"])["ratings"],
        "jsonl": [json.loads(line) for line in forms["jsonl"].splitlines()],
        "xml": [
            {child.tag: child.text for child in each}
            for each in xml(forms["xml"]).findall(".//rating")
            if len(each)
        ],
    }
    for found in rows.values():
        assert [
            (row["film"], row["date"], float(row["rating"]), int(row["votes"])) for row in found
        ] == wanted
    assert len(wanted) > 100 * len(films())


def test_encyclopedia_knows_professions_by_name_and_says_what_it_lacks(world: World) -> None:
    query = urlencode({"action": "query", "prop": "extracts", "titles": "Data engineer|Nobody"})
    pages = told(world, f"/w/api.php?{query}")["query"]["pages"].values()
    known, unknown = sorted(pages, key=lambda page: "missing" in page)
    assert len(known["extract"].splitlines()) > 4
    assert unknown["missing"] == ""


FILMS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?film ?name ?rating WHERE {
  ?film a dbo:Film ; rdfs:label ?name ; film:rating ?rating .
  FILTER (LANG(?name) = "uk")
} ORDER BY DESC(?rating) LIMIT 3
"""


def bindings(world: World, query: str) -> Any:
    return told(world, f"/sparql?query={quote(query)}")["results"]["bindings"]


def test_sparql_joins_filters_orders_and_limits(world: World) -> None:
    found = bindings(world, FILMS)
    rated = [float(row["rating"]["value"]) for row in found]
    latest = {each.film.id: each.rating for each in ratings(world.seed, world.end, NOW)}
    assert rated == sorted(latest.values(), reverse=True)[:3]
    assert {row["name"]["xml:lang"] for row in found} == {"uk"}
    assert found[0]["film"]["type"] == "uri"
    assert found[0]["rating"]["datatype"].endswith("#decimal")
    assert bindings(world, FILMS.replace("LIMIT 3", "LIMIT 2 OFFSET 1")) == found[1:]


def test_sparql_answers_one_select_within_another_page_by_page(world: World) -> None:
    inner = FILMS.partition(">\n")[2].partition("ORDER")[0]
    seen: list[str] = []
    while True:
        beyond = f"FILTER(STR(?film) > {json.dumps(seen[-1])})" if seen else ""
        page = bindings(
            world, f"SELECT * WHERE {{ {{ {inner} }} {beyond} }} ORDER BY STR(?film) LIMIT 3"
        )
        seen += [row["film"]["value"] for row in page]
        if len(page) < 3:
            break
    latest = {each.film.id for each in ratings(world.seed, world.end, NOW)}
    assert seen == sorted(f"http://films.example/{each}" for each in latest)


def test_sparql_takes_a_form_and_a_bare_query_too(world: World) -> None:
    board, wanted = Services(world), bindings(world, FILMS)
    bare = {"content-type": "application/sparql-query"}
    for body, headers in (
        (urlencode({"query": FILMS}).encode(), {}),
        (FILMS.encode(), bare),
    ):
        answer = ask(board, "/sparql", body=body, headers=headers)
        assert json.loads(answer.body)["results"]["bindings"] == wanted


@pytest.mark.parametrize(
    "query",
    [
        *("", "SELECT ?x", "DELETE WHERE { ?s ?p ?o }", "SELECT ?x WHERE { ?x wrong:p ?y }"),
        *("SELECT ?x WHERE { ?x a ?y } GROUP BY ?x", "SELECT * WHERE { OPTIONAL { ?x a ?y } }"),
        "SELECT ?x WHERE { ?x a ?y } LIMIT ten",
    ],
)
def test_sparql_refuses_what_it_does_not_understand(world: World, query: str) -> None:
    answer = ask(Services(world), f"/sparql?query={quote(query)}")
    assert answer.status == 400
    assert answer.body.startswith(b"Malformed query: ")


def test_robots_ask_for_a_second_between_two_pages(world: World) -> None:
    assert b"Crawl-delay: 1" in ask(Services(world), "/robots.txt").body
