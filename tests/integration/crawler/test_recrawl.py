"""Pages that are due again: asked for by condition, recorded when they are as they were."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contracts.codec import decode
from contracts.events import PageFetched
from contracts.frontier import Role
from contracts.names import PAGES_RAW, SIGHTINGS
from contracts.records import Outcome
from crawler.recrawl import FIRST_MS
from engines.embedded.frontier import SqliteFrontier, wall_ms
from engines.embedded.log import SqliteLog
from tests.integration.crawler.board import Answer, Board, Handler, page, redirect, served
from tests.integration.crawler.process import Site
from tests.unit.crawler.pages import a_vacancy

VACANCIES, CHANGES, GOES, TAGGED = 6, 2, 3, 4


@pytest.fixture
def board() -> Iterator[Board]:
    with served(Board(VACANCIES)) as board:
        yield board


def tagged(body: bytes) -> Answer:
    """Answer 304 to whoever has it."""

    def answer(handler: Handler) -> None:
        has_it = handler.headers.get("If-None-Match") == '"1"'
        page(b"" if has_it else body, status=304 if has_it else 200, ETag='"1"')(handler)

    return answer


def a_day_later(site: Site) -> None:
    """All that was read once is due again."""
    later = wall_ms() + FIRST_MS
    with closing(SqliteFrontier(site.home.frontier, now_ms=lambda: later)) as frontier:
        frontier.claim("nobody", "", 0)
        assert frontier.ledger().queued == VACANCIES


def visits(site: Site, role: Role) -> list[PageFetched]:
    with closing(SqliteLog(site.home.log)) as log:
        events = [decode(message.value) for message in log.read(PAGES_RAW)]
    return [each for each in events if isinstance(each, PageFetched) and each.role == role]


def test_a_revisit_processes_only_what_changed(board: Board, tmp_path: Path) -> None:
    board.special[f"/jobs/{TAGGED}/"] = tagged(a_vacancy(title="Tagged").encode())
    site = Site(board, tmp_path)
    site.seed(watch="")  # of no watch, so that none need be kept for its pages to be visited again
    assert site.crawl().returncode == 0
    first = {event.url: event for event in visits(site, Role.DETAIL)}
    a_day_later(site)
    board.special[f"/jobs/{CHANGES}/"] = page(a_vacancy(title="Changed").encode())
    board.special[f"/jobs/{GOES}/"] = page(b"<h1>Gone</h1>", status=404)
    assert site.crawl().returncode == 0

    again = visits(site, Role.DETAIL)[VACANCIES:]
    outcomes = {event.url.removeprefix(board.url): event.outcome for event in again}
    assert outcomes.pop(f"/jobs/{CHANGES}/") is Outcome.OK
    assert outcomes.pop(f"/jobs/{GOES}/") is Outcome.EMPTY
    assert set(outcomes.values()) == {Outcome.UNCHANGED}
    assert len(outcomes) == VACANCIES - 2
    for event in again:
        if event.outcome is Outcome.UNCHANGED:
            assert event.blob == first[event.url].blob
            assert event.status == (304 if event.url.endswith(f"/{TAGGED}/") else 200)
    titles = Counter(event.posting.title for event in site.postings())
    assert titles["Tagged"] == titles["Changed"] == titles["Vacancy 1"] == 1
    with closing(SqliteLog(site.home.log)) as log:
        told = len(list(log.read(SIGHTINGS)))
    assert told == board.pages + VACANCIES - 2
    assert len(visits(site, Role.LISTING)) == board.pages
    books = site.ledger()
    assert (books.balanced, books.outstanding) == (True, 0)
    assert books.done == board.pages + 2 * VACANCIES


def test_a_redirect_to_another_host_meets_that_hosts_rules(tmp_path: Path) -> None:
    other = Board(9, robots=b"User-agent: *\nDisallow: /jobs/7/\n")
    with served(Board(VACANCIES)) as board, served(other):
        board.special[f"/jobs/{CHANGES}/"] = redirect(f"{other.url}/jobs/7/")
        board.special[f"/jobs/{GOES}/"] = redirect(f"{other.url}/jobs/8/")
        site = Site(board, tmp_path, PROSPEKT_NET_ALLOW='{"public": ["127.0.0.1"]}')
        site.seed()
        assert site.crawl().returncode == 0
    assert dict(other.asked) == {"/robots.txt": 1, "/jobs/8/": 1}
    assert (site.ledger().outstanding, site.ledger().dead) == (0, 0)
