"""A crawl on Redis through kills, restarts and cut lines: all is indexed, and once."""

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
import pytest
from msgspec import Struct

from contracts.names import PUBLIC
from engines.embedded.home import Home
from tests.engines.line import Line, line_to
from tests.engines.mounts import Mounts, mounted
from tests.engines.redis import REDIS, RedisServer, redis_server
from tests.eventually import eventually
from tests.faults.outages import Outage
from tests.integration.crawler.board import ROBOTS, Board, served
from tests.integration.crawler.process import Site
from tests.integration.stream.platform import a_platform

VACANCIES: Final = 60
FORBIDDEN: Final = 1
"""By the board's robots.txt."""
CONCURRENCY: Final = 4
SHOWN: Final = {str(number) for number in range(1, VACANCIES + 1)} - {"13"}
LEASE_MS: Final = 2_000
OUTAGE_SECONDS: Final = 1.0
PAGE: Final = 4096


class Scene(Struct, frozen=True):
    """A board, a Redis at the end of a line, a home, and the crawler that works there."""

    board: Board
    server: RedisServer
    line: Line
    site: Site
    disk: Mounts | None

    def start(self) -> "subprocess.Popen[str]":
        return self.site.start("--until-idle")

    def has_asked(self, pages: int) -> bool:
        return self.asked() >= pages

    def asked(self) -> int:
        return sum(count for target, count in self.board.asked.items() if target[:6] == "/jobs/")


@pytest.fixture
def disk(fault: "Fault", tmp_path: Path) -> Iterator[Mounts | None]:
    """The server's own, for the fault that needs it."""
    if fault is not disk_of_redis_full:
        yield None
        return
    if REDIS.in_docker():
        pytest.skip("an image has the disk of its host")
    with mounted(tmp_path, ["redis"]) as disk:
        yield disk


@pytest.fixture
def scene(disk: Mounts | None, tmp_path: Path) -> Iterator[Scene]:
    enter = disk.enter if disk else ()
    with (
        served(Board(VACANCIES, ROBOTS)) as board,
        redis_server(tmp_path / "redis", durable=True, within=enter) as server,
        line_to(server.port) as line,
    ):
        site = Site(
            board,
            tmp_path / "home",
            redis_url=f"redis://127.0.0.1:{line.port}/0",
            interval_ms=30,
            PROSPEKT_CRAWLER_LEASE_MS=str(LEASE_MS),
            PROSPEKT_CRAWLER_CONCURRENCY=str(CONCURRENCY),
        )
        site.seed()
        yield Scene(board, server, line, site, disk)


Fault = Callable[[Scene, "subprocess.Popen[str]"], "subprocess.Popen[str]"]


def crawler_killed(scene: Scene, crawler: "subprocess.Popen[str]") -> "subprocess.Popen[str]":
    crawler.kill()
    crawler.communicate()
    return scene.start()


def redis_killed(scene: Scene, crawler: "subprocess.Popen[str]") -> "subprocess.Popen[str]":
    scene.server.kill()
    still(OUTAGE_SECONDS)
    scene.server.start()
    return crawler


def line_cut(scene: Scene, crawler: "subprocess.Popen[str]") -> "subprocess.Popen[str]":
    scene.line.cut()
    still(OUTAGE_SECONDS)
    scene.line.mend()
    return crawler


def disk_of_redis_full(scene: Scene, crawler: "subprocess.Popen[str]") -> "subprocess.Popen[str]":
    """One that must write each command to its disk has ended when it could not."""
    assert scene.disk
    scene.disk.shrink(scene.server.folder, PAGE)
    eventually(lambda: not scene.server.server.running(), within=180)
    scene.disk.grow(scene.server.folder)
    scene.server.restart()
    return crawler


def still(seconds: float) -> None:
    """Let an outage last."""
    with pytest.raises(AssertionError):
        eventually(lambda: False, within=seconds, pause=seconds)


@pytest.mark.parametrize("fault", [crawler_killed, redis_killed, line_cut, disk_of_redis_full])
def test_a_fault_with_leases_outstanding_loses_nothing(
    scene: Scene, fault: Fault, run: int, record_property: Callable[[str, object], None]
) -> None:
    outstanding, recoveries = 0, []
    with ExitStack() as ending:
        crawler = scene.start()
        for wanted in (10 + run % 10, 30 + run % 10):
            ending.callback(crawler.kill)
            eventually(partial(scene.has_asked, wanted), within=180)
            outstanding += eventually(lambda: scene.site.ledger().leased, within=180)
            crawler, seconds = recovered(scene, fault, crawler)
            recoveries.append(seconds)
        ending.callback(crawler.kill)
        out, said = crawler.communicate(timeout=180)
    assert crawler.returncode == 0, said or out
    told = Counter(event.posting.external_id for event in scene.site.postings())
    fetched = scene.asked() - (VACANCIES - FORBIDDEN) - scene.board.pages
    twice = told.total() - len(told)
    lost, doubled = indexed(scene.site.home)
    outage = Outage(
        fault.__name__.replace("_", " "),
        len(lost),
        doubled,
        fetched + twice,
        recoveries,
        scene.server.version,
    )
    record_property(Outage.__name__, msgspec.to_builtins(outage))
    books = scene.site.ledger()
    assert books.balanced
    assert (books.outstanding, books.dead) == (0, 0)
    assert (lost, doubled) == (set(), 0)
    assert 0 <= fetched <= outstanding, f"{fetched} fetched again, {outstanding} were outstanding"
    assert twice <= fetched, f"{twice} told twice, {fetched} pages were fetched again"


def indexed(home: Home) -> tuple[set[str], int]:
    """What the index lacks of what the board showed, and what it has twice: the stream's part.

    A page that is fetched again is told again.
    """
    with a_platform(home.root) as platform:
        platform.drain()
        found = platform.hits()
        return SHOWN - found.keys(), platform.index.count([PUBLIC]) - len(found)


def recovered(
    scene: Scene, fault: Fault, crawler: "subprocess.Popen[str]"
) -> tuple["subprocess.Popen[str]", float]:
    """Strike, and see how long after it the next page is done."""
    crawler = fault(scene, crawler)
    over, done = time.monotonic(), scene.site.ledger().done
    eventually(lambda: scene.site.ledger().done > done, within=180)
    return crawler, time.monotonic() - over
