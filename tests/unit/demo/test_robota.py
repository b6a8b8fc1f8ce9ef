"""The JSON board."""

import json
from datetime import datetime, timedelta
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from demo.ads import ROBOTA, Ad
from demo.boards.answer import Answer, Asked, Kind
from demo.boards.kyiv import in_words, local
from demo.boards.robota import Robota
from demo.schedule import sweep_times
from demo.world import World

NOW = sweep_times()[2]


def ask(world: World, path: str, now: datetime = NOW, **query: str) -> Answer:
    return Robota(world).answer(Asked(path, query, now))


def search(world: World, now: datetime = NOW, **query: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(ask(world, "/vacancy/search", now, **query).body)
    return body


def walk(world: World, now: datetime = NOW, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for page in range(100):
        documents = search(world, now, page=str(page), count="40", **query)["documents"]
        if not documents:
            return found
        found += documents
    return found


def by_id(world: World) -> dict[int, Ad]:
    return {int(ad.external_id): ad for ad in world.ads[ROBOTA]}


def test_every_open_posting_is_listed_exactly_once(world: World) -> None:
    listed = [document["id"] for document in walk(world)]
    wanted = {key for key, ad in by_id(world).items() if ad.posted_at <= NOW < ad.closed_at}
    assert len(listed) == len(set(listed))
    assert set(listed) == wanted
    assert search(world)["total"] == len(wanted)


def test_pages_count_from_zero_and_hold_as_many_as_asked_up_to_forty(world: World) -> None:
    assert search(world) == search(world, page="0", count="20")
    assert len(search(world, count="500")["documents"]) == 40
    first, second = search(world, count="10"), search(world, count="10", page="1")
    assert first["documents"] + second["documents"] == search(world)["documents"]
    assert search(world, page="99")["documents"] == []


def test_document_has_the_fields_of_the_real_one(world: World) -> None:
    for document in search(world)["documents"]:
        ad = by_id(world)[document["id"]]
        assert document["notebookId"] == ad.job.company.number
        assert document["name"] == world.text(ad).title
        assert document["companyName"] == ad.job.company.name
        assert document["cityName"] == ("Віддалено" if ad.job.remote else ad.job.city)
        assert world.text(ad).description.startswith(document["shortDescription"][:-3])
        assert "description" not in document


def test_salary_of_zero_means_that_none_is_stated(world: World) -> None:
    shapes = set()
    for document in walk(world):
        offer = by_id(world)[document["id"]].offer
        stated = (document["salary"], document["salaryFrom"], document["salaryTo"])
        if offer is None:
            assert stated == (0, 0, 0)
        elif offer.low == offer.high:
            assert stated == (offer.low, 0, 0)
        else:
            assert stated == (0, offer.low, offer.high)
        shapes.add(tuple(bool(number) for number in stated))
    assert len(shapes) == 3


def test_date_is_kyivs_and_names_no_zone(world: World) -> None:
    for document in search(world)["documents"]:
        shown = datetime.fromisoformat(document["date"])
        ad = by_id(world)[document["id"]]
        assert shown.tzinfo is None
        assert shown.replace(microsecond=0) == local(ad.posted_at)


def test_kyivs_clock_is_three_hours_ahead_in_summer_and_two_in_winter() -> None:
    summer = datetime.fromisoformat("2026-07-01T22:00:00+00:00")
    winter = datetime.fromisoformat("2026-12-31T22:00:00+00:00")
    assert local(summer).isoformat() == "2026-07-02T01:00:00"
    assert in_words(winter) == "1 січня 2027"


def test_detail_holds_the_whole_text_as_html_and_a_contact_to_be_dropped(world: World) -> None:
    for document in search(world)["documents"]:
        answer = ask(world, "/vacancy", id=str(document["id"]))
        assert answer.kind is Kind.DETAIL
        detail = json.loads(answer.body)
        shown = LexborHTMLParser(detail["description"]).css("p, li")
        lines = [node.text() for node in shown if node.text().strip()]
        assert lines == [line.text for line in world.text(by_id(world)[document["id"]]).lines]
        assert detail["contactPerson"]
        assert detail["contactPhone"].startswith("+380 44 000")
        assert detail["id"] == document["id"]


def test_closed_vacancy_is_gone(world: World) -> None:
    ad = world.open_at(ROBOTA, NOW)[0]
    second = timedelta(seconds=1)
    assert ask(world, "/vacancy", ad.closed_at - second, id=ad.external_id).status == 200
    assert ask(world, "/vacancy", ad.closed_at, id=ad.external_id).status == 404
    assert ask(world, "/vacancy", id="1").status == 404
    assert ask(world, "/vacancy").status == 404


def test_page_for_people_opens_by_company_and_vacancy(world: World) -> None:
    document = search(world)["documents"][0]
    path = f"/company{document['notebookId']}/vacancy{document['id']}"
    answer = ask(world, path)
    assert answer.kind is Kind.PAGE
    assert document["companyName"].split()[-1].strip("»") in answer.body.decode()


def test_search_by_words(world: World) -> None:
    found = {document["id"] for document in walk(world, keyWords="data engineer")}
    engineers = {
        int(ad.external_id)
        for ad in world.open_at(ROBOTA, NOW)
        if ad.job.profession.id == "data-engineer"
    }
    assert engineers
    assert engineers <= found
    assert len(found) < 0.3 * len(walk(world))


def test_robots_allow_vacancies(world: World) -> None:
    assert b"Disallow: /resume/" in ask(world, "/robots.txt").body
