"""Three crawlers whose clocks disagree ask one host no faster, and hardly slower, than its pace.

On SQLite all processes of a machine share the frontier's clock, so that theirs is the dates they
write; on Redis each has another wall clock, and the server's is what counts.
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import combinations, pairwise
from pathlib import Path
from statistics import median
from typing import Final

import psutil
import pytest
from msgspec import Struct

from contracts.clock import system_clock
from tests.eventually import eventually
from tests.integration.crawler.board import Board, Handler, page, served
from tests.integration.crawler.process import Site, finished

SKEWS: Final = (timedelta(), timedelta(hours=3), timedelta(days=-2))
WRONG_CLOCKS: Final = Path(__file__).with_name("skewed")
INTERVAL_MS, SLOTS = 250, 6
REQUESTS: Final = 70
SOME: Final = 15
REST_SECONDS: Final = 4.0


@pytest.fixture(scope="module", params=["sqlite", "redis"])
def redis_or_none(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return ""
    url: str = next(request.getfixturevalue("redis_servers"))
    return url


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("polite")


def site_of(board: Board, root: Path, redis_url: str, interval_ms: int = INTERVAL_MS) -> Site:
    site = Site(board, root / "home", redis_url=redis_url, interval_ms=interval_ms, slots=SLOTS)
    site.seed()
    return site


def clocks(root: Path, redis_url: str) -> Iterator[dict[str, str]]:
    """Yield what sets each crawler's own clock."""
    for number, skew in enumerate(SKEWS):
        if redis_url:
            wrong = {"PYTHONPATH": str(WRONG_CLOCKS)}
            yield {**wrong, "WALL_CLOCK_SKEW": str(skew.total_seconds())}
        else:
            clock = root / f"clock-{number}"
            clock.write_text((system_clock() + skew).isoformat())
            yield {"PROSPEKT_CLOCK": str(clock)}


@contextmanager
def crawlers(site: Site, board: Board, root: Path, redis_url: str) -> Iterator[None]:
    """Let three crawl: all are there from the beginning to the end of the block."""
    with ExitStack() as stack:
        running: list[subprocess.Popen[str]] = []
        for clock in clocks(root, redis_url):
            process = site.start(**clock)
            stack.callback(finished, process)
            stack.callback(process.terminate)
            running.append(process)
        eventually(lambda: all(asks(process.pid, board) for process in running), within=180)
        yield
        assert [process.poll() for process in running] == [None] * len(running)


def asks(pid: int, board: Board) -> bool:
    """Tell whether that process has a line to the board."""
    port = int(board.url.rpartition(":")[2])
    lines = psutil.Process(pid).net_connections("inet")
    return any(line.raddr[1:] == (port,) for line in lines)


def arrivals(board: Board, count: int) -> list[float]:
    """Return when each of the next requests came, in seconds."""
    first = len(board.arrivals)
    eventually(lambda: len(board.arrivals) >= first + count, within=180)
    return board.arrivals[first : first + count]


class Refused(Struct, frozen=True):
    at: float
    later: list[float]
    """When the next requests came."""


class Watched(Struct, frozen=True):
    pace: list[float]
    refusals: list[Refused]
    robots: int


@pytest.fixture(scope="module")
def watched(folder: Path, redis_or_none: str) -> Iterator[Watched]:
    """While there is always more to fetch: first at its pace, then the host refuses twice."""
    root = folder / ((redis_or_none and "redis") or "sqlite")
    with served(Board(400)) as board:
        site = site_of(board, root, redis_or_none)
        with crawlers(site, board, root, redis_or_none):
            pace = arrivals(board, REQUESTS)
            refusals = [refuse_once(board, 429, in_seconds), refuse_once(board, 503, as_a_date)]
        yield Watched(pace, refusals, board.asked["/robots.txt"])


def in_seconds() -> str:
    return str(int(REST_SECONDS))


def as_a_date() -> str:
    """Whole seconds are what it can tell; so it is no earlier than it should be."""
    until = datetime.now(UTC) + timedelta(seconds=REST_SECONDS + 1)
    return format_datetime(until.replace(microsecond=0), usegmt=True)


def refuse_once(board: Board, status: int, wait: Callable[[], str]) -> Refused:
    """Refuse one request of one crawler, and see when all of them ask again."""
    refused: list[float] = []

    def answer(handler: Handler) -> None:
        refused.append(board.arrivals[-1])
        page(b"later", status=status, Retry_After=wait())(handler)

    board.once.append(answer)
    eventually(lambda: refused, within=180)
    eventually(lambda: board.arrivals[-1] > refused[0] + REST_SECONDS, within=180)
    arrivals(board, SLOTS)
    return Refused(refused[0], [each for each in board.arrivals if each > refused[0]])


def most(seconds: float) -> float:
    """What may come in a span: its starts, and what was under way when it began.

    No more than its slots are under way at once, however late a busy machine may send them.
    """
    return 1 + seconds * 1000 / INTERVAL_MS + SLOTS


def test_a_host_is_asked_at_its_pace_by_all_crawlers_together(watched: Watched) -> None:
    for (first, began), (last, ended) in combinations(enumerate(watched.pace), 2):
        assert last - first + 1 <= most(ended - began)
    wanted = (watched.pace[-1] - watched.pace[0]) * 1000 / INTERVAL_MS
    gaps = [(later - sooner) * 1000 for sooner, later in pairwise(watched.pace)]
    print(
        f"{len(watched.pace)} requests where {wanted:.1f} fit;"
        f" gaps {min(gaps):.0f} to {max(gaps):.0f} ms, {median(gaps):.0f} in the middle"
    )
    # At most 5 % below its pace, by the gap in the middle: a busy machine is late with some
    # requests, and with no more of them than a fifth.
    assert median(gaps) <= 1.05 * INTERVAL_MS
    assert len(watched.pace) >= 0.8 * wanted
    assert watched.robots == 1


def test_all_stay_out_for_as_long_as_a_site_has_told_one_of_them(watched: Watched) -> None:
    """But for what had its slot already."""
    for refusal in watched.refusals:
        waits = [each - refusal.at for each in refusal.later]
        print(f"asked again after {', '.join(f'{wait:.2f}' for wait in waits)} s")
        assert sum(wait < REST_SECONDS for wait in waits) < SLOTS
        assert not [wait for wait in waits if INTERVAL_MS * SLOTS / 1000 < wait < REST_SECONDS]


def test_a_pace_that_robots_txt_asks_for_holds_for_all_crawlers(
    folder: Path, redis_or_none: str
) -> None:
    root = folder / ((redis_or_none and "delay-redis") or "delay-sqlite")
    with served(Board(400, b"User-agent: *\nCrawl-delay: 0.25\n")) as board:
        site = site_of(board, root, redis_or_none, interval_ms=0)
        with crawlers(site, board, root, redis_or_none):
            came = arrivals(board, SOME)
    assert len(came) <= most(came[-1] - came[0])
