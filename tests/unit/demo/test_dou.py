"""The IT board: cards, the call for more, the feed."""

import json
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from demo.boards.answer import Answer, Kind
from demo.boards.dou import PER_PAGE, Dou
from demo.boards.dou_pages import cities, company
from demo.boards.kyiv import in_words
from demo.elsewhere import DOU
from demo.world import World
from tests.unit.demo.asking import BASE, NOW, ask, said, tree, xml


def ids(page: LexborHTMLParser, selector: str = "li.l-vacancy") -> list[str]:
    links = page.css(f"{selector} a.vt")
    return [str(link.attributes["href"]).split("/vacancies/")[1].split("/")[0] for link in links]


def token(page: LexborHTMLParser) -> str:
    hidden = page.css_first("input[type=hidden][name=csrfmiddlewaretoken]")
    assert hidden is not None
    return str(hidden.attributes["value"])


def more(board: Dou, given: str, count: int, query: str = "", **headers: str) -> Answer:
    shown = {"cookie": f"csrftoken={given}", "referer": f"{BASE}/vacancies/", **headers}
    form = urlencode({"csrfmiddlewaretoken": given, "count": count}).encode()
    return ask(board, f"/vacancies/xhr-load/?{query}", headers=shown, body=form)


def walk(board: Dou, query: str = "") -> list[str]:
    page = tree(ask(board, f"/vacancies/?{query}"))
    given, found = token(page), ids(page)
    for _ in range(100):
        if page.css_first(".more-btn") is None and len(found) <= PER_PAGE:
            return found
        loaded = json.loads(more(board, given, len(found), query).body)
        found += ids(LexborHTMLParser(loaded["html"]))
        if loaded["last"]:
            return found
    raise AssertionError("the list never ends")


def test_every_open_vacancy_is_reached_and_only_hot_ones_twice(everywhere: World) -> None:
    listed, wanted = walk(Dou(everywhere)), everywhere.open_at(DOU, NOW)
    assert set(listed) == {ad.external_id for ad in wanted}
    twice = {each for each in listed if listed.count(each) > 1}
    assert twice
    assert twice <= {ad.external_id for ad in wanted if ad.hot}


def test_counting_cards_without_the_hot_ones_loses_nothing_either(everywhere: World) -> None:
    board = Dou(everywhere)
    page = tree(ask(board, "/vacancies/"))
    found, shown = ids(page), len(ids(page, "li.l-vacancy:not(.__hot)"))
    last = False
    while not last:
        loaded = json.loads(more(board, token(page), shown).body)
        piece = ids(LexborHTMLParser(loaded["html"]))
        found, shown, last = found + piece, shown + len(piece), loaded["last"]
    assert set(found) == {ad.external_id for ad in everywhere.open_at(DOU, NOW)}


def test_first_page_holds_twenty_cards_and_a_cookie(everywhere: World) -> None:
    first = ask(Dou(everywhere), "/vacancies/")
    assert len(tree(first).css("li.l-vacancy")) == 20
    assert f"csrftoken={token(tree(first))};" in first.headers["set-cookie"]
    hot = tree(first).css("li.l-vacancy.__hot a.vt")
    assert hot
    assert all(str(link.attributes["href"]).endswith("?from=list_hot") for link in hot)


@pytest.mark.parametrize("lacking", ["cookie", "referer"])
def test_more_is_refused_without_cookie_or_referer(everywhere: World, lacking: str) -> None:
    board = Dou(everywhere)
    given = token(tree(ask(board, "/vacancies/")))
    assert more(board, given, 20).status == 200
    refused = more(board, given, 20, **{lacking: ""})
    assert (refused.status, refused.kind) == (403, Kind.BLOCKED)


def test_more_is_refused_with_a_strangers_token_or_from_another_site(everywhere: World) -> None:
    board = Dou(everywhere)
    given = token(tree(ask(board, "/vacancies/")))
    assert more(board, given, 20, cookie=f"csrftoken={given[::-1]}").status == 403
    assert more(board, given, 20, referer="http://other.test/vacancies/").status == 403
    assert more(board, "short", 20).status == 403
    assert ask(board, "/vacancies/xhr-load/").status == 405


def test_card_shows_its_facts_and_a_date_without_a_year(everywhere: World) -> None:
    by_id = {ad.external_id: ad for ad in everywhere.open_at(DOU, NOW)}
    page = tree(ask(Dou(everywhere), "/vacancies/"))
    for card, external_id in zip(page.css("li.l-vacancy"), ids(page), strict=True):
        ad = by_id[external_id]
        assert said(card, "a.vt") == everywhere.text(ad).title
        assert said(card, "strong a.company") == company(ad)
        assert said(card, ".cities") == ", ".join(cities(ad))
        assert f"{said(card, '.date')} 2026" == in_words(ad.posted_at)
        assert bool(said(card, ".salary")) == (ad.offer is not None)


def test_search_and_place_narrow_the_list(everywhere: World) -> None:
    board = Dou(everywhere)
    by_id = {ad.external_id: ad for ad in everywhere.open_at(DOU, NOW)}
    python = set(walk(board, "search=python&descr=1"))
    assert 0 < len(python) < len(by_id)
    assert {key for key, ad in by_id.items() if ad.job.profession.id == "python-developer"} <= (
        python
    )
    remote = walk(board, "remote=")
    assert remote
    assert all(by_id[each].job.remote for each in remote)
    nothing = tree(ask(board, "/vacancies/?search=cobol"))
    assert "Не знайдено" in said(nothing, "h1")


def test_feed_titles_hold_role_company_cities_and_pay(everywhere: World) -> None:
    board, by_id = Dou(everywhere), {ad.external_id: ad for ad in everywhere.open_at(DOU, NOW)}
    items = xml(ask(board, "/vacancies/feeds/?category=").body).findall(".//item")
    commas, undated = 0, 0
    for item in items:
        link = str(item.findtext("link"))
        assert urlsplit(link).query == "utm_source=jobsrss"
        assert ask(board, link.removeprefix(BASE)).kind is Kind.DETAIL
        ad = by_id[link.split("/vacancies/")[1].split("/", maxsplit=1)[0]]
        role, _, rest = str(item.findtext("title")).rpartition(" в ")
        assert role == everywhere.text(ad).title
        assert rest.startswith(f"{company(ad)}, {', '.join(cities(ad))}")
        commas += "," in company(ad)
        published = item.findtext("pubDate")
        undated += published is None
        if published:
            assert parsedate_to_datetime(published) == ad.posted_at
    assert len(items) == 50
    assert commas
    assert 0 < undated < 25


def test_detail_shows_the_whole_text_and_the_year(everywhere: World) -> None:
    for ad in everywhere.open_at(DOU, NOW)[:10]:
        page = tree(
            ask(Dou(everywhere), f"/companies/c{ad.job.company.number}/vacancies/{ad.external_id}/")
        )
        assert said(page, "h1.g-h2") == everywhere.text(ad).title
        assert said(page, ".b-compinfo .l-n a") == company(ad)
        assert said(page, "div.date") == in_words(ad.posted_at)
        assert said(page, ".sh-info .place") == ", ".join(cities(ad))
        shown = [node.text() for node in page.css(".b-typo.vacancy-section p, .vacancy-section li")]
        lines = [line.text for line in everywhere.text(ad).lines]
        assert [each for each in shown if each.strip()] == lines


def test_closed_vacancy_is_gone(everywhere: World) -> None:
    ad = everywhere.open_at(DOU, NOW)[0]
    path = f"/companies/c{ad.job.company.number}/vacancies/{ad.external_id}/"
    assert ask(Dou(everywhere), path, ad.posted_at).status == 200
    assert ask(Dou(everywhere), path, ad.closed_at).status == 404
