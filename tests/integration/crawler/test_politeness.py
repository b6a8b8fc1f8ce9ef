"""Three crawlers whose clocks disagree ask one host no faster, and hardly slower, than its pace.

On SQLite all processes of a machine share the frontier's clock, so that theirs is the dates they
write; an engine with a clock of its own (a server's) is held to the same rule.
"""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from contracts.clock import system_clock
from contracts.frontier import HostPolicy
from engines.embedded.frontier import SqliteFrontier
from tests.eventually import eventually
from tests.integration.crawler.board import Board, page, served
from tests.integration.crawler.process import Site, finished

SKEWS = (timedelta(), timedelta(hours=3), timedelta(days=-2))
INTERVAL_MS, SLOTS = 250, 6
REQUESTS = 80
STARTING = 5
"""Requests before the crawlers are all there."""


@pytest.fixture
def board() -> Iterator[Board]:
    with served(Board(400)) as board:
        yield board


def crawlers(board: Board, root: Path) -> list[Site]:
    """One home, and for each crawler a clock of its own."""
    sites = []
    for number, skew in enumerate(SKEWS):
        clock = root / f"clock-{number}"
        clock.write_text((system_clock() + skew).isoformat())
        sites.append(
            Site(
                board,
                root / "home",
                interval_ms=INTERVAL_MS,
                slots=SLOTS,
                PROSPEKT_CLOCK=str(clock),
            )
        )
    return sites


def crawl_together(sites: list[Site], board: Board) -> list[float]:
    """Return when each request came, in seconds, while there was always more to fetch."""
    with ExitStack() as stack:
        running: list[subprocess.Popen[str]] = []
        for site in sites:
            process = site.start()
            stack.callback(finished, process)
            stack.callback(process.terminate)
            running.append(process)
        eventually(lambda: len(board.arrivals) >= REQUESTS, within=90)
        assert [process.poll() for process in running] == [None] * len(running)
        return board.arrivals[:REQUESTS]


def most(seconds: float) -> float:
    """What may come in a span: its starts, and what was under way when it began.

    No more than its slots are under way at once, however late a busy machine may send them.
    """
    return 1 + seconds * 1000 / INTERVAL_MS + SLOTS


def test_a_host_is_asked_at_its_pace_by_all_crawlers_together(board: Board, tmp_path: Path) -> None:
    sites = crawlers(board, tmp_path)
    sites[0].seed()
    arrivals = crawl_together(sites, board)
    for (first, began), (last, ended) in combinations(enumerate(arrivals), 2):
        assert last - first + 1 <= most(ended - began)
    under_way = arrivals[STARTING:]
    wanted = (under_way[-1] - under_way[0]) * 1000 / INTERVAL_MS
    shortest = min(later - sooner for sooner, later in pairwise(under_way))
    print(
        f"{len(under_way)} requests where {wanted:.1f} fit; shortest gap {shortest * 1000:.0f} ms"
    )
    assert len(under_way) >= 0.95 * wanted
    assert board.asked["/robots.txt"] == 1


def test_a_pace_that_robots_txt_asks_for_holds_for_all_crawlers(
    board: Board, tmp_path: Path
) -> None:
    robots = b"User-agent: *\nCrawl-delay: 0.25\n"
    board.special["/robots.txt"] = page(robots, kind="text/plain")
    sites = crawlers(board, tmp_path)
    sites[0].seed()
    host = board.url.removeprefix("http://")
    with closing(SqliteFrontier(sites[0].home.frontier)) as frontier:
        frontier.configure_host(host, HostPolicy(interval_ms=0, slots=SLOTS))
    arrivals = crawl_together(sites, board)[STARTING:]
    assert len(arrivals) <= most(arrivals[-1] - arrivals[0])
