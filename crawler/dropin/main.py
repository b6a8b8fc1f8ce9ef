"""The two classes that a project names in its settings, and the engines behind them.

    SCHEDULER = "crawler.dropin.main.Scheduler"
    DUPEFILTER_CLASS = "crawler.dropin.main.DupeFilter"

`REDIS_URL` (or REDIS_HOST, REDIS_PORT and REDIS_PARAMS) names the server, as for scrapy-redis;
`FRONTIER_FILE` names a file instead, for a project on one machine.
"""

import os
import socket
from pathlib import Path
from typing import Final, Self
from urllib.parse import quote

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from contracts.errors import Misconfigured
from contracts.frontier import HostPolicy
from crawler.dropin.dupefilter import DupeFilter as _DupeFilter
from crawler.dropin.parts import NoStartUrls, Parts
from crawler.dropin.scheduler import DropinScheduler
from engines.embedded.frontier import SqliteFrontier
from engines.redis.frontier import RedisFrontier
from engines.redis.server import Server
from engines.redis.start_urls import RedisStartUrls

LEASE_MS: Final = 30_000
HELD_PER_REQUEST: Final = 4
"""Leases for each page under way: what is fetched, read, acknowledged, and waits."""


class DupeFilter(_DupeFilter):
    """The name under which a project's settings know it."""


class Scheduler(DropinScheduler):
    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        filtering = load_object(settings["DUPEFILTER_CLASS"])
        if not issubclass(filtering, _DupeFilter):
            msg = (
                f"DUPEFILTER_CLASS is {settings['DUPEFILTER_CLASS']!r}, which knows nothing of the "
                "frontier; set DUPEFILTER_CLASS = 'crawler.dropin.main.DupeFilter'"
            )
            raise Misconfigured(msg)
        return cls(crawler, _parts(crawler), filtering.from_crawler(crawler))


def _parts(crawler: Crawler) -> Parts:
    settings = crawler.settings
    concurrency = settings.getint("CONCURRENT_REQUESTS")
    lease_ms = settings.getint("FRONTIER_LEASE_MS", LEASE_MS)
    file = settings.get("FRONTIER_FILE")
    if file:
        frontier: SqliteFrontier | RedisFrontier = SqliteFrontier(Path(file), lease_ms=lease_ms)
        starts: NoStartUrls | RedisStartUrls = NoStartUrls()
    else:
        url = redis_url(settings)
        name = getattr(crawler.spidercls, "name", None) or "spider"
        frontier = RedisFrontier(url, prefix=f"prospekt:{{{name}}}", lease_ms=lease_ms)
        starts = RedisStartUrls(Server(url), taken_ms=4 * lease_ms)
    return Parts(
        frontier=frontier,
        starts=starts,
        policy=policy(settings),
        worker=f"{socket.gethostname()}-{os.getpid()}",
        most_held=HELD_PER_REQUEST * concurrency,
        lease_ms=lease_ms,
        persist=settings.getbool("SCHEDULER_PERSIST"),
        flush=settings.getbool("SCHEDULER_FLUSH_ON_START"),
    )


def redis_url(settings: BaseSettings) -> str:
    """The server's address, by the settings that scrapy-redis reads."""
    if settings.get("REDIS_URL"):
        return str(settings["REDIS_URL"])
    params = settings.getdict("REDIS_PARAMS")

    def given(name: str, default: object) -> str:
        return str(settings.get(f"REDIS_{name.upper()}") or params.get(name) or default)

    user, password = quote(given("username", "")), quote(given("password", ""), safe="")
    login = f"{user}:{password}@" if password else ""
    return f"redis://{login}{given('host', 'localhost')}:{given('port', 6379)}/{given('db', 0)}"


def policy(settings: BaseSettings) -> HostPolicy:
    """The pace of each host, for all workers together.

    Without a delay a host's width is for each process's own downloader to keep.
    """
    delay = round(1000 * settings.getfloat("DOWNLOAD_DELAY"))
    wide = HELD_PER_REQUEST * settings.getint("CONCURRENT_REQUESTS")
    slots = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") if delay else wide
    return HostPolicy(interval_ms=delay, slots=max(slots, 1))
