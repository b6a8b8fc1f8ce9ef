"""The HTML board, read by the selectors that fit the real one."""

from datetime import datetime, timedelta

from selectolax.lexbor import LexborHTMLParser, LexborNode

from demo.ads import WORK_UA, Ad
from demo.boards.answer import Answer, Asked, Kind
from demo.boards.work_ua import PER_PAGE, WorkUa
from demo.pay import written
from demo.schedule import END, sweep_times
from demo.world import World

NOW = sweep_times()[1]


def ask(world: World, path: str, now: datetime = NOW, **query: str) -> Answer:
    return WorkUa(world).answer(Asked(path, query, now))


def tree(answer: Answer) -> LexborHTMLParser:
    return LexborHTMLParser(answer.body.decode())


def cards(answer: Answer) -> list[LexborNode]:
    return tree(answer).css("div.card.job-link")


def ids(answer: Answer) -> list[str]:
    links = tree(answer).css('div.card.job-link h2 a[href^="/jobs/"]')
    return [str(link.attributes["href"]).strip("/").split("/")[1] for link in links]


def line(card: LexborNode, icon: str) -> LexborNode | None:
    """The line of a card whose icon has that title."""
    for found in card.css("div.text-indent"):
        first = found.css_first("span.glyphicon")
        if first is not None and first.attributes.get("title") == icon:
            return found
    return None


def walk(world: World, path: str, now: datetime = NOW) -> list[str]:
    found: list[str] = []
    for page in range(1, 100):
        shown = ids(ask(world, path, now, page=str(page)))
        if not shown:
            return found
        found += shown
    return found


def open_ads(world: World) -> list[Ad]:
    return world.open_at(WORK_UA, NOW)


def test_every_open_posting_is_listed_exactly_once(world: World) -> None:
    for now in (NOW, END, NOW - timedelta(weeks=50)):
        listed = walk(world, "/jobs/", now)
        assert len(listed) == len(set(listed))
        assert set(listed) == {
            ad.external_id for ad in world.ads[WORK_UA] if ad.posted_at <= now < ad.closed_at
        }


def test_posting_is_listed_from_its_first_moment_to_its_last(world: World) -> None:
    ad = open_ads(world)[3]
    second = timedelta(seconds=1)
    assert ad.external_id not in walk(world, "/jobs/", ad.posted_at - second)
    assert ad.external_id in walk(world, "/jobs/", ad.posted_at)
    assert ad.external_id in walk(world, "/jobs/", ad.closed_at - second)
    assert ad.external_id not in walk(world, "/jobs/", ad.closed_at)


def test_card_shows_each_fact_in_the_line_of_its_icon(world: World) -> None:
    first = ask(world, "/jobs/")
    for card, ad in zip(cards(first), open_ads(world), strict=False):
        link = card.css_first("h2 a")
        company = line(card, "Дані про компанію")
        place = line(card, "Адреса роботи")
        terms = line(card, "Умови й вимоги")
        assert link is not None
        assert company is not None
        assert place is not None
        assert terms is not None
        assert link.text() == world.text(ad).title
        strong = company.css_first("span.strong-600")
        assert strong is not None
        assert strong.text() == ad.job.company.name
        assert place.text(strip=True) == ("Дистанційно" if ad.job.remote else ad.job.city)
        assert "зайнятість" in terms.text()


def test_salary_stands_before_a_note_as_bold_as_itself(world: World) -> None:
    notes = 0
    for page in ("1", "2", "3"):
        shown = ask(world, "/jobs/", page=page)
        by_id = {ad.external_id: ad for ad in open_ads(world)}
        for card, external_id in zip(cards(shown), ids(shown), strict=True):
            offer = by_id[external_id].offer
            salary = line(card, "Зарплата")
            assert (salary is None) == (offer is None)
            if salary is not None and offer is not None:
                values = [span.text() for span in salary.css("span.strong-600")]
                assert values[0] == written(offer)
                assert values[1:] in ([], ["Після всіх відрахувань"])
                notes += len(values) - 1
    assert notes > 5


def test_salaries_hold_narrow_and_non_breaking_spaces(world: World) -> None:
    text = tree(ask(world, "/jobs/")).text()
    assert "\u202f" in text
    assert "\u00a0грн" in text


def test_date_stands_only_in_the_title_of_the_link(world: World) -> None:
    posted = datetime.fromisoformat("2026-10-09T22:30:00+00:00")
    ad = next(ad for ad in world.ads[WORK_UA] if ad.posted_at >= posted)
    answer = ask(world, "/jobs/", ad.posted_at)
    link = cards(answer)[0].css_first("h2 a")
    assert link is not None
    title = str(link.attributes["title"])
    assert title == f"{world.text(ad).title}, вакансія від 10 жовтня 2026"
    assert "жовтня" not in tree(answer).text().replace(world.text(ad).title, "")
    assert not tree(answer).css("time")


def test_some_cards_are_hot_and_some_begin_with_a_logo(world: World) -> None:
    pages = [ask(world, "/jobs/", page=page) for page in ("1", "2", "3", "4")]
    hot = sum(len(tree(page).css("div.js-hot-block.job-link")) for page in pages)
    logos = [card for page in pages for card in cards(page) if card.css_first("img + h2")]
    assert 0 < hot < 40
    assert 10 < len(logos) < 80


def test_pages_are_linked_up_to_the_last(world: World) -> None:
    last = -(-len(open_ads(world)) // PER_PAGE)
    first = tree(ask(world, "/jobs/"))
    links = [str(link.attributes["href"]) for link in first.css("ul.pagination a")]
    assert links[0] == "/jobs/?page=2"
    assert f"/jobs/?page={last}" in links
    final = tree(ask(world, "/jobs/", page=str(last)))
    assert "Наступна" not in final.text()


def test_page_past_the_end_says_honestly_that_there_is_nothing(world: World) -> None:
    answer = ask(world, "/jobs/", page="99")
    assert answer.status == 200
    assert not cards(answer)
    assert "не знайдено" in tree(answer).text()


def test_search_by_words_finds_a_profession_in_any_language(world: World) -> None:
    found = set(walk(world, "/jobs-data+engineer/"))
    by_id = {ad.external_id: ad for ad in open_ads(world)}
    engineers = {key for key, ad in by_id.items() if ad.job.profession.id == "data-engineer"}
    assert engineers
    assert engineers <= found
    assert len(found) < 0.3 * len(by_id)
    assert set(walk(world, "/jobs-інженер+даних/")) >= engineers
    assert set(ids(ask(world, "/jobs/", search="data engineer"))) <= found


def test_search_by_place_and_words(world: World) -> None:
    by_id = {ad.external_id: ad for ad in open_ads(world)}
    remote = walk(world, "/jobs-remote-python/")
    assert remote
    assert all(by_id[key].job.remote for key in remote)
    lviv = walk(world, "/jobs-lviv/")
    assert lviv
    assert all(by_id[key].job.city == "Львів" for key in lviv)
    assert walk(world, "/jobs-front-end/") == walk(world, "/jobs-front+end/")


def test_detail_shows_the_whole_text(world: World) -> None:
    for ad in open_ads(world)[:20]:
        answer = ask(world, f"/jobs/{ad.external_id}/")
        assert answer.kind is Kind.DETAIL
        page = tree(answer)
        heading = page.css_first("h1")
        body = page.css_first("#job-description")
        assert heading is not None
        assert body is not None
        assert heading.text() == world.text(ad).title
        shown = [node.text() for node in body.css("p, li")]
        assert shown == [each.text for each in world.text(ad).lines]
        assert "Вакансія закрита" not in page.text()


def test_closed_vacancy_says_so_and_still_shows_its_text(world: World) -> None:
    ad = open_ads(world)[0]
    answer = ask(world, f"/jobs/{ad.external_id}/", ad.closed_at)
    assert answer.status == 200
    assert "Вакансія закрита" in tree(answer).text()
    assert tree(answer).css_first("#job-description") is not None


def test_vacancy_of_the_future_is_not_found(world: World) -> None:
    ad = world.ads[WORK_UA][-1]
    assert ask(world, f"/jobs/{ad.external_id}/", NOW).status == 404
    assert ask(world, "/nowhere/").status == 404


def test_robots_allow_vacancies_and_close_resumes(world: World) -> None:
    answer = ask(world, "/robots.txt")
    assert answer.content_type.startswith("text/plain")
    assert b"Disallow: /resumes/" in answer.body
    assert b"Crawl-delay" not in answer.body
