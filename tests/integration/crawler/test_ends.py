"""How a crawl ends: with a walk that is not complete, on request, or for a person to mend."""

import resource
import secrets
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.engines.servers import free_port
from tests.eventually import eventually
from tests.integration.crawler.board import Board, Handler, at_first, page, served, silent
from tests.integration.crawler.process import Site, finished
from tests.unit.crawler.pages import a_vacancy

MOMENT = b"<html><head><title>Just a moment...</title></head></html>"


@pytest.fixture
def board() -> Iterator[Board]:
    with served(Board(20)) as board:
        yield board


def test_a_walk_with_a_blocked_page_is_not_complete(board: Board, tmp_path: Path) -> None:
    board.special["/jobs/?page=2"] = page(MOMENT, status=403)
    site = Site(board, tmp_path)
    site.seed()
    assert site.crawl().returncode == 0
    (end,) = site.ends()
    assert (end.complete, end.pages) == (False, 2)
    books = site.ledger()
    assert (books.balanced, books.outstanding) == (True, 0)


def test_a_host_whose_robots_txt_fails_is_left_alone_until_it_can_be_read(
    board: Board, tmp_path: Path
) -> None:
    readable = board.special["/robots.txt"]
    asked_before: list[int] = []

    def later(handler: Handler) -> None:
        asked_before.append(board.asked.total() - board.asked["/robots.txt"])
        readable(handler)

    board.special["/robots.txt"] = at_first(page(b"down", status=503), later)
    site = Site(board, tmp_path)
    site.seed()
    assert site.crawl().returncode == 0
    assert asked_before == [0]
    (end,) = site.ends()
    assert end.complete


def listening(pid: int) -> list[tuple[str, int]]:
    connections = psutil.Process(pid).net_connections("inet")
    return [(c.laddr.ip, c.laddr.port) for c in connections if c.status == psutil.CONN_LISTEN]


def test_nothing_listens_but_the_metrics_on_loopback(board: Board, tmp_path: Path) -> None:
    board.special["/jobs/7/"] = silent(board)
    port = free_port()
    site = Site(board, tmp_path, PROSPEKT_CRAWLER_METRICS_PORT=str(port))
    site.seed()
    process = site.start()
    try:
        eventually(lambda: site.ledger().done > 20, within=180)
        assert listening(process.pid) == [("127.0.0.1", port)]
        # Our own address.
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            told = answer.read().decode()
        assert 'prospekt_crawler_pages_total{outcome="ok",source="work_ua"}' in told
        other = finished(site.start("--until-idle"))
        assert other.returncode == 3
        assert "PROSPEKT_CRAWLER_METRICS_PORT" in other.stderr
    finally:
        board.closing.set()
        process.terminate()
        finished(process)


def test_asked_to_end_it_finishes_what_it_can_and_gives_back_the_rest(
    board: Board, tmp_path: Path
) -> None:
    board.special["/jobs/7/"] = silent(board)
    site = Site(board, tmp_path)
    site.seed()
    process = site.start()
    eventually(lambda: site.ledger().done > 20, within=180)
    assert site.ledger().leased == 1
    process.send_signal(signal.SIGTERM)
    ended = finished(process)
    assert ended.returncode == 0, ended.stderr
    assert "some pages take too long; they are given back" in ended.stderr
    assert "Traceback" not in ended.stderr
    books = site.ledger()
    assert (books.balanced, books.leased, books.queued) == (True, 0, 1)
    del board.special["/jobs/7/"]
    assert site.crawl().returncode == 0
    assert site.ledger().outstanding == 0
    assert {event.posting.external_id for event in site.postings()} >= {"7", "8"}


def test_an_idle_crawler_ends_at_once_when_asked_to(board: Board, tmp_path: Path) -> None:
    site = Site(board, tmp_path)
    process = site.start()
    eventually(site.home.frontier.exists, within=180)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    ended = finished(process)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == "", "it waited for its grace to end"


def test_a_full_disk_stops_the_crawl_with_one_clear_line(board: Board, tmp_path: Path) -> None:
    """No file may grow beyond 4 MiB here: that is how the system says "full"."""
    noise = secrets.token_hex(5_000_000)
    body = a_vacancy(text=f"<p>{noise}</p>").encode()
    assert len(body) < 16 << 20
    board.special["/jobs/7/"] = page(body)
    site = Site(board, tmp_path)
    site.seed()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, before[1]))
    try:
        ended = finished(site.start("--until-idle"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert ended.returncode == 3, ended.stderr
    assert ended.stderr.splitlines()[-1].startswith("crawler: ")
    assert "the disk is full" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
    books = site.ledger()
    assert (books.balanced, books.leased) == (True, 0)
    assert site.crawl().returncode == 0
    assert site.ledger().outstanding == 0


def test_a_home_that_cannot_be_used_is_told_at_the_start(board: Board, tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("no folder")
    ended = Site(board, tmp_path).crawl()
    assert ended.returncode == 3
    assert len(ended.stderr.splitlines()) == 1
    assert "blobs" in ended.stderr
