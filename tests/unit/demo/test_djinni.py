"""The board of anonymous offers: an array of JobPostings and cards on each list page."""

import json
from datetime import datetime
from typing import Any

from demo.boards.answer import Answer, Kind
from demo.boards.djinni import PER_PAGE, Djinni, cities
from demo.boards.job_posting import COUNTRY
from demo.boards.kyiv import local
from demo.elsewhere import DJINNI
from demo.world import World
from tests.unit.demo.asking import BASE, NOW, ask, said, tree, xml


def postings(answer: Answer) -> Any:
    return json.loads(said(tree(answer), 'script[type="application/ld+json"]') or "[]")


def walk(board: Djinni, target: str = "/jobs/?") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for page in range(1, 100):
        shown = postings(ask(board, f"{target}page={page}"))
        if not shown:
            return found
        found += shown
    return found


def test_every_open_vacancy_is_listed_once_and_whole(everywhere: World) -> None:
    found = {str(each["identifier"]): each for each in walk(Djinni(everywhere))}
    wanted = {ad.external_id: ad for ad in everywhere.open_at(DJINNI, NOW)}
    assert set(found) == set(wanted)
    for key, ad in wanted.items():
        told = found[key]
        assert told["title"] == everywhere.text(ad).title
        assert told["description"] == everywhere.text(ad).description
        assert told["hiringOrganization"]["name"] == ad.job.company.name
        posted = datetime.fromisoformat(told["datePosted"])
        assert posted.microsecond
        assert posted.replace(microsecond=0) == local(ad.posted_at)
        assert ("baseSalary" in told) == (ad.offer is not None)
        months = told.get("experienceRequirements", {}).get("monthsOfExperience", 0)
        assert months == 12 * ad.job.years


def test_localities_are_names_lists_and_empty_lists(everywhere: World) -> None:
    shapes = set()
    wanted = {ad.external_id: ad for ad in everywhere.open_at(DJINNI, NOW)}
    for told in walk(Djinni(everywhere)):
        ad = wanted[str(told["identifier"])]
        if ad.job.remote:
            assert told["jobLocationType"] == "TELECOMMUTE"
            assert "jobLocation" not in told
        else:
            city = told["jobLocation"]["address"]["addressLocality"]
            assert city in (ad.job.city, [ad.job.city], [])
            assert (city == []) == (cities(ad) == (COUNTRY,))
            shapes.add(repr(type(city)) + str(bool(city)))
    assert len(shapes) == 3


def test_cards_stand_beside_with_exact_times_and_levels_of_pay(everywhere: World) -> None:
    pay = set()
    first = tree(ask(Djinni(everywhere), "/jobs/"))
    cards = first.css("div.job-item")
    assert len(cards) == PER_PAGE
    for card, ad in zip(cards, everywhere.open_at(DJINNI, NOW), strict=False):
        assert card.attributes["id"] == f"job-item-{ad.external_id}"
        assert said(card, "a.job_item__header-link h2.job-item__position") == (
            everywhere.text(ad).title
        )
        moment = card.css_first("[title]")
        assert moment is not None
        assert moment.attributes["title"] == f"{local(ad.posted_at):%H:%M %d.%m.%Y}"
        assert said(card, ".location-text")
        assert said(card, ".js-original-text")
        pay.add(said(card, ".public-salary-item").strip("$0123456789-"))
    assert pay == {""}
    assert "$$" in first.text()


def test_lists_by_keyword_in_query_and_in_path_are_the_same(everywhere: World) -> None:
    board = Djinni(everywhere)
    by_path = [each["identifier"] for each in walk(board, "/jobs/keyword-python/?")]
    by_query = [each["identifier"] for each in walk(board, "/jobs/?primary_keyword=Python&")]
    assert by_path == by_query
    assert 0 < len(by_path) < len(everywhere.open_at(DJINNI, NOW))


def test_detail_holds_one_object_at_the_address_that_the_list_gives(everywhere: World) -> None:
    board = Djinni(everywhere)
    for told in postings(ask(board, "/jobs/")):
        answer = ask(board, told["url"].removeprefix(BASE))
        assert answer.kind is Kind.DETAIL
        assert postings(answer) == told
    ad = everywhere.open_at(DJINNI, NOW)[0]
    assert ask(board, f"/jobs/{ad.external_id}-x/", ad.closed_at).status == 404


def test_past_the_last_page_nothing_is_found(everywhere: World) -> None:
    answer = ask(Djinni(everywhere), "/jobs/?page=99")
    assert answer.status == 200
    assert "не знайдено" in tree(answer).text()


def test_feed_lists_the_newest(everywhere: World) -> None:
    items = xml(ask(Djinni(everywhere), "/jobs/rss/").body).findall(".//item")
    newest = everywhere.open_at(DJINNI, NOW)[: len(items)]
    assert [item.findtext("title") for item in items] == [
        everywhere.text(ad).title for ad in newest
    ]
