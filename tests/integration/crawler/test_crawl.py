"""A whole board is crawled by the real process: every page once, in the ledger and in the log."""

from collections import Counter
from collections.abc import Iterator
from subprocess import CompletedProcess

import pytest

from contracts.frontier import Role
from contracts.records import Outcome
from tests.integration.crawler.board import (
    Board,
    at_first,
    huge,
    page,
    redirect,
    served,
)
from tests.integration.crawler.process import Site
from tests.unit.crawler.pages import a_vacancy

VACANCIES = 30
MOVED, GONE, FORBIDDEN, HUGE, ENDLESS, BUSY, ROUND = 3, 5, 13, 17, 18, 21, 23
READ = VACANCIES - len((GONE, FORBIDDEN, HUGE, ENDLESS, ROUND))


def a_difficult_board() -> Board:
    board = Board(VACANCIES)
    vacancy = page(a_vacancy(title="Vacancy 21").encode())
    board.special |= {
        f"/jobs/{MOVED}/": redirect(f"/en/jobs/{MOVED}/?from=uk"),
        f"/en/jobs/{MOVED}/?from=uk": page(a_vacancy(title="Moved").encode()),
        f"/jobs/{GONE}/": page(b"<h1>Gone</h1>", status=404),
        f"/jobs/{HUGE}/": huge(board, stated=True),
        f"/jobs/{ENDLESS}/": huge(board, stated=False),
        f"/jobs/{BUSY}/": at_first(page(b"later", status=503, Retry_After="1"), vacancy),
        f"/jobs/{ROUND}/": redirect(f"/jobs/{ROUND}/"),
        "/jobs/?page=2": redirect("/jobs/?again=1&page=2"),
    }
    return board


@pytest.fixture(scope="module", params=["sqlite", "redis"])
def frontier_url(request: pytest.FixtureRequest) -> str:
    """Where the frontier is; empty: in the home."""
    return next(request.getfixturevalue("redis_servers")) if request.param == "redis" else ""


@pytest.fixture(scope="module")
def crawled(
    frontier_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Board, Site, CompletedProcess[str]]]:
    board = a_difficult_board()
    with served(board):
        site = Site(board, tmp_path_factory.mktemp("home"), PROSPEKT_FRONTIER_URL=frontier_url)
        site.seed()
        yield board, site, site.crawl()


Crawled = tuple[Board, Site, CompletedProcess[str]]


def test_it_ends_by_itself_when_nothing_is_left(crawled: Crawled) -> None:
    _, site, process = crawled
    assert process.returncode == 0, process.stderr
    books = site.ledger()
    assert books.balanced
    assert (books.outstanding, books.dead) == (0, 0)


def test_every_posting_is_told_once(crawled: Crawled) -> None:
    _, site, _ = crawled
    counts = Counter(event.posting.external_id for event in site.postings())
    assert len(counts) == READ
    assert set(counts.values()) == {1}


def test_pages_are_asked_for_once_but_for_those_that_come_again(crawled: Crawled) -> None:
    board, _, _ = crawled
    often = {target: count for target, count in board.asked.items() if count > 1}
    assert often.pop(f"/jobs/{BUSY}/") == 2
    assert often.pop(f"/jobs/{ROUND}/") == 11
    assert often == {}


def test_the_walk_is_complete_with_redirected_pages_in_it(crawled: Crawled) -> None:
    board, site, _ = crawled
    (end,) = site.ends()
    assert end.complete
    assert end.pages == board.pages + 1
    assert end.sweep.listing == "work_ua:/jobs/"


def test_a_page_is_archived_as_it_came(crawled: Crawled) -> None:
    _, site, _ = crawled
    event = site.pages()["/jobs/1/"]
    assert site.body(event) == a_vacancy(title="Vacancy 1", text="<p>Text 1</p>").encode()


def test_redirects_lead_on_through_the_frontier(crawled: Crawled) -> None:
    _, site, _ = crawled
    pages = site.pages()
    assert pages[f"/jobs/{MOVED}/"].status == 301
    assert pages[f"/en/jobs/{MOVED}/?from=uk"].outcome is Outcome.OK
    assert pages[f"/jobs/{ROUND}/"].outcome is Outcome.CHANGED


def test_what_is_gone_is_empty(crawled: Crawled) -> None:
    _, site, _ = crawled
    assert site.pages()[f"/jobs/{GONE}/"].outcome is Outcome.EMPTY


def test_robots_txt_is_obeyed(crawled: Crawled) -> None:
    board, site, process = crawled
    assert board.asked["/robots.txt"] == 1
    assert board.asked[f"/jobs/{FORBIDDEN}/"] == 0
    assert f"/jobs/{FORBIDDEN}/" not in site.pages()
    assert "forbids" in process.stderr


def test_a_body_of_a_gibibyte_is_refused(crawled: Crawled) -> None:
    board, site, _ = crawled
    for number in (HUGE, ENDLESS):
        assert board.asked[f"/jobs/{number}/"] == 1
        assert f"/jobs/{number}/" not in site.pages()


def test_the_site_is_told_who_asks_and_gets_no_cookie_back(crawled: Crawled) -> None:
    board, _, _ = crawled
    (agent,) = board.agents
    assert agent.startswith("Prospekt/")
    assert board.cookies == 0


def test_pages_of_a_walk_know_it_and_details_do_not(crawled: Crawled) -> None:
    _, site, _ = crawled
    pages = site.pages()
    (end,) = site.ends()
    assert pages["/jobs/?again=1&page=3"].sweep == end.sweep.id
    assert pages["/jobs/?again=1&page=3"].role == Role.LISTING
    assert (pages["/jobs/1/"].sweep, pages["/jobs/1/"].watch) == ("", "w")
