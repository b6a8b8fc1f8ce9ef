"""The board in HeadHunter's shape."""

import json
import re
from typing import Any

from demo.boards.answer import Answer, Kind
from demo.boards.grc import TOKEN, Grc
from demo.elsewhere import GRC
from demo.world import World
from tests.unit.demo.asking import NOW, ask, said, tree

TOLD = {"authorization": f"Bearer {TOKEN}"}


def api(world: World, target: str) -> Any:
    return json.loads(ask(Grc(world), target, headers=TOLD).body)


def walk(world: World, query: str = "") -> list[dict[str, Any]]:
    first = api(world, f"/vacancies?per_page=50&{query}")
    rest = [
        api(world, f"/vacancies?per_page=50&page={n}&{query}") for n in range(1, first["pages"])
    ]
    return [item for page in (first, *rest) for item in page["items"]]


def refused(answer: Answer) -> str:
    assert (answer.status, answer.kind) == (403, Kind.BLOCKED)
    kind: str = json.loads(answer.body)["errors"][0]["type"]
    return kind


def test_without_a_token_it_is_forbidden_or_a_riddle(everywhere: World) -> None:
    board = Grc(everywhere)
    kinds = {refused(ask(board, f"/vacancies?text={'a' * size}")) for size in range(1, 5)}
    assert kinds == {"forbidden", "captcha_required"}
    assert refused(ask(board, "/vacancies/1", headers={"authorization": "Bearer other"}))
    assert refused(ask(board, "/vacancies?page=1", headers={**TOLD, "user-agent": ""}))


def test_every_open_vacancy_is_found_page_by_page(everywhere: World) -> None:
    found = [item["id"] for item in walk(everywhere)]
    wanted = [ad.external_id for ad in everywhere.open_at(GRC, NOW)]
    assert found == wanted
    page = api(everywhere, "/vacancies?per_page=30&page=1")
    assert (page["found"], page["per_page"], page["page"]) == (len(wanted), 30, 1)
    assert page["pages"] == -(-len(wanted) // 30)
    assert api(everywhere, "/vacancies?per_page=100&page=20")["errors"][0]["type"] == "bad_argument"


def test_pay_stands_in_the_old_field_the_new_one_or_both(everywhere: World) -> None:
    shapes = set()
    offers = {ad.external_id: ad.offer for ad in everywhere.open_at(GRC, NOW)}
    for item in walk(everywhere):
        old, new, offer = item["salary"], item.get("salary_range"), offers[item["id"]]
        stated: Any = old or new
        assert (stated is None) == (offer is None)
        if offer:
            assert stated["from"] == offer.low
            assert stated["to"] == (offer.high if offer.high != offer.low else None)
            assert stated["gross"] is True
            shapes.add((old is None, new is None))
    assert shapes == {(False, True), (False, False), (True, False)}


def test_dates_have_an_offset_without_a_colon_and_contacts_come_along(everywhere: World) -> None:
    for item in walk(everywhere):
        assert re.fullmatch(r"2026-\d\d-\d\dT\d\d:\d\d:\d\d\+0300", item["published_at"])
        assert item["contacts"]["email"]
        assert "<highlighttext>" not in item["name"]


def test_words_searched_for_are_lit_in_the_snippet(everywhere: World) -> None:
    found = walk(everywhere, "text=python")
    assert 0 < len(found) < len(everywhere.open_at(GRC, NOW))
    assert any("<highlighttext>" in item["snippet"]["requirement"] for item in found)


def test_detail_holds_the_whole_text(everywhere: World) -> None:
    for ad in everywhere.open_at(GRC, NOW)[:10]:
        detail = api(everywhere, f"/vacancies/{ad.external_id}")
        assert detail["name"] == everywhere.text(ad).title
        assert all(line.text.split("<")[0] for line in everywhere.text(ad).lines)
        assert detail["description"].count("<li>") == sum(
            line.kind == "item" for line in everywhere.text(ad).lines
        )
    closed = ask(Grc(everywhere), f"/vacancies/{ad.external_id}", ad.closed_at, headers=TOLD)
    assert closed.status == 404


def test_pages_for_people_carry_old_and_new_hooks(everywhere: World) -> None:
    board, hooks, ids = Grc(everywhere), set(), []
    for number in range(100):
        page = tree(ask(board, f"/search/vacancy?page={number}"))
        cards = page.css('[data-qa="vacancy-serp__vacancy"]')
        for card in cards:
            link = card.css_first("a[data-qa]")
            assert link is not None
            hooks.add(link.attributes["data-qa"])
            ids.append(str(link.attributes["href"]).split("/")[2].split("?")[0])
            assert said(card, '[data-qa="vacancy-serp__vacancy-employer-text"]')
            assert said(card, '[data-qa="vacancy-serp__vacancy-address"]')
        if not cards:
            break
    assert ids == [ad.external_id for ad in everywhere.open_at(GRC, NOW)]
    assert hooks == {"serp-item__title", "vacancy-serp__vacancy-title"}
    first = tree(ask(board, f"/vacancy/{ids[0]}"))
    assert said(first, '[data-qa="vacancy-title"]')
    assert said(first, '[data-qa="vacancy-description"]')
