"""The graph beside the JSON board's search."""

import json
from typing import Any

from demo.ads import ROBOTA
from demo.boards.answer import Kind
from demo.boards.robota import Robota
from demo.boards.robota_graph import PER_PAGE, hidden
from demo.world import World
from tests.unit.demo.asking import NOW, ask

PATH = "/?q=getPublishedVacanciesList"


def query(world: World, page: int, words: str = "", count: int = PER_PAGE) -> Any:
    sent = {
        "query": "query($filter: F!, $pagination: P!) { publishedVacancies { totalCount } }",
        "variables": {"filter": {"keywords": words}, "pagination": {"page": page, "count": count}},
    }
    answer = ask(Robota(world), PATH, body=json.dumps(sent).encode())
    assert (answer.status, answer.kind) == (200, Kind.LISTING)
    return json.loads(answer.body)["data"]["publishedVacancies"]


def test_pages_hold_forty_whole_vacancies_and_some_that_are_null(world: World) -> None:
    wanted = world.open_at(ROBOTA, NOW)
    items = [item for page in range(10) for item in query(world, page)["items"]]
    assert len(items) == len(wanted) == query(world, 0)["totalCount"]
    assert len(query(world, 0, count=500)["items"]) == PER_PAGE
    for item, ad in zip(items, wanted, strict=True):
        assert (item is None) == hidden(ad)
        if item:
            assert item["id"] == ad.external_id
            assert item["title"] == world.text(ad).title
            assert item["salary"]["amountFrom"] == (ad.offer.low if ad.offer else 0)
            assert item["fullDescription"].startswith("<p>")
    assert None in items


def test_words_may_stand_in_the_query_itself(world: World) -> None:
    text = '{ publishedVacancies(filter: {keywords: "python"}, pagination: {page: 0, count: 5})'
    sent = json.dumps({"query": f"{text} {{ totalCount items {{ id }} }} }}"}).encode()
    found = json.loads(ask(Robota(world), PATH, body=sent).body)["data"]["publishedVacancies"]
    assert len(found["items"]) == 5
    assert found["totalCount"] == query(world, 0, "python")["totalCount"]


def test_faults_come_with_status_200(world: World) -> None:
    for body in (b"{", b"[]", b'{"query": "{ other }"}'):
        answer = ask(Robota(world), PATH, body=body)
        assert answer.status == 200
        assert json.loads(answer.body)["errors"][0]["message"]
