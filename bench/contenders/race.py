"""Each crawler walks the same site, and again with a kill half way.

One loopback site (a link graph, twenty links a page) is walked by each crawler in turn, in one
run, with the same spider where they share a framework. Pages per second are the site's own count
from its first page to its last, CPU is the operating system's. A second walk of each that can go
on is killed half way; what is never asked for after its restart is lost.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import redis
from msgspec import Struct

from bench.contenders import crawl, crawlee_walk, places, walks
from bench.redis_server import a_redis
from bench.report import Aim

KILLED_AT: Final = 0.4
STOCK: Final = "Scrapy, memory"
PEER: Final = "scrapy-redis"
OURS: Final = ("prospekt on Redis", "prospekt embedded")
"""Our crawler: it also keeps every page, logs what it saw and obeys robots.txt."""
DROPIN: Final = ("drop-in on Redis", "drop-in, a file")
"""Our frontier as the scheduler of the same spider that Scrapy and scrapy-redis walk with."""


class Contender(Struct, frozen=True, kw_only=True):
    name: str
    command: Callable[[str, str, Path], list[str]]
    """From the site, the Redis and a folder of its own."""
    on_redis: bool = False
    goes_on: bool = True
    """Something of it outlives its process."""


class Walked(Struct, frozen=True, kw_only=True):
    rate: float
    """Pages a second."""
    cpu: float
    """Seconds of its process for 1,000 pages."""
    server_cpu: float


class Killed(Struct, frozen=True, kw_only=True):
    lost: int
    again: int


def _walk(scheduler: str, *more: str) -> Callable[[str, str, Path], list[str]]:
    def command(site: str, server: str, folder: Path) -> list[str]:
        filled = [each.format(server=server, folder=folder) for each in more]
        return [sys.executable, "-m", walks.__name__, scheduler, f"{site}/0", *filled]

    return command


def _crawl(*more: str) -> Callable[[str, str, Path], list[str]]:
    """Our whole crawler, which archives each page and logs what it saw."""

    def command(site: str, server: str, folder: Path) -> list[str]:
        filled = [each.format(server=server) for each in more]
        return [sys.executable, "-m", crawl.__name__, f"{site}/0", str(folder / "home"), *filled]

    return command


def _crawlee(site: str, server: str, folder: Path) -> list[str]:
    del server, folder
    script = Path(crawlee_walk.__file__)
    return [str(places.python_of_peers()), str(script), f"{site}/0", str(walks.CONCURRENCY)]


CONTENDERS: Final = (
    Contender(name=STOCK, command=_walk("memory"), goes_on=False),
    Contender(name=PEER, command=_walk(PEER, "--redis", "{server}"), on_redis=True),
    Contender(name="crawlee, memory", command=_crawlee, goes_on=False),
    Contender(name=DROPIN[0], command=_walk("prospekt", "--redis", "{server}"), on_redis=True),
    Contender(name=DROPIN[1], command=_walk("prospekt", "--file", "{folder}/frontier.db")),
    Contender(name=OURS[0], command=_crawl("--redis", "{server}")),
    Contender(name=OURS[1], command=_crawl()),
)


def race(pages: int, runs: int) -> list[Aim]:
    with a_redis(durable=True) as server:
        walked: dict[str, list[Walked]] = {each.name: [] for each in CONTENDERS}
        for number in range(runs):
            for each in CONTENDERS:
                _say(f"walk {number + 1} of {runs}: {each.name}")
                walked[each.name].append(_timed(each, server, pages))
        killed = {each.name: _killed(each, server, pages) for each in CONTENDERS}
    middle = {name: _middle(each) for name, each in walked.items()}
    _table(middle, killed)
    return _aims(middle, killed)


def _say(text: str) -> None:
    sys.stderr.write(f"bench: {text}\n")


def _start(each: Contender, site: str, server: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(each.command(site, server, folder))  # noqa: S603 - our own modules


def _seed(each: Contender, site: str, server: str) -> None:
    with redis.Redis.from_url(server) as client:
        client.flushall()
        if each.on_redis:
            client.rpush("walk:start_urls", f'{{"url": "{site}/0"}}')


def _timed(each: Contender, server: str, pages: int) -> Walked:
    with places.site(pages) as site, tempfile.TemporaryDirectory() as folder:
        _seed(each, site.url, server)
        before = places.server_cpu(server)
        cpu = places.finished(_start(each, site.url, server, Path(folder)))
        asked = site.asked()
        if min(asked) == 0:
            msg = f"{each.name} did not reach {asked.count(0)} of {pages} pages"
            raise SystemExit(msg)
        return Walked(
            rate=pages / site.seconds,
            cpu=1000 * cpu / pages,
            server_cpu=1000 * (places.server_cpu(server) - before) / pages,
        )


def _killed(each: Contender, server: str, pages: int) -> Killed:
    """Kill it half way; count what it never asks for afterwards, and what it asks for twice."""
    _say(f"killed half way: {each.name}")
    with places.site(pages) as site, tempfile.TemporaryDirectory() as folder:
        _seed(each, site.url, server)
        process = _start(each, site.url, server, Path(folder))
        while sum(site.asked()) < KILLED_AT * pages:
            time.sleep(0.02)
        process.kill()
        process.wait()
        if each.goes_on:
            _start(each, site.url, server, Path(folder)).wait()
        asked = site.asked()
        return Killed(lost=asked.count(0), again=sum(asked) - (pages - asked.count(0)))


def _middle(several: Sequence[Walked]) -> Walked:
    return Walked(
        rate=statistics.median(each.rate for each in several),
        cpu=statistics.median(each.cpu for each in several),
        server_cpu=statistics.median(each.server_cpu for each in several),
    )


def _table(walked: dict[str, Walked], killed: dict[str, Killed]) -> None:
    print(
        f"{'':20} {'pages/s':>8} {'of Scrapy':>9} {'CPU s per 1,000':>16} {'server':>7} "
        f"{'lost':>6} {'again':>6}"
    )
    for name, each in walked.items():
        share = each.rate / walked[STOCK].rate
        print(
            f"{name:20} {each.rate:8.0f} {share:9.2f} {each.cpu:16.2f} {each.server_cpu:7.2f} "
            f"{killed[name].lost:6} {killed[name].again:6}"
        )


def _aims(walked: dict[str, Walked], killed: dict[str, Killed]) -> list[Aim]:
    stock, peer = walked[STOCK].rate, walked[PEER].rate
    aims = [
        Aim(
            name=f"{name}: pages lost on a kill",
            aim="0",
            value=killed[name].lost,
            ok=killed[name].lost == 0,
        )
        for name in (*OURS, *DROPIN)
    ]
    for name in OURS:
        share, times = walked[name].rate / stock, walked[name].rate / peer
        aims += [
            Aim(
                name=f"{name}: pages/s of stock Scrapy's",
                aim="at least 0.90",
                value=round(share, 2),
                ok=share >= 0.9,  # noqa: PLR2004 - the aim
            ),
            Aim(
                name=f"{name}: pages/s of scrapy-redis's",
                aim="at least 2",
                value=round(times, 2),
                ok=times >= 2,  # noqa: PLR2004 - the aim
            ),
        ]
    return aims
