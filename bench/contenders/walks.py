"""`python -m bench.contenders.walks FRONTIER URL`: one spider, under a scheduler of choice.

The spider is what a project written for scrapy-redis has: it takes every link of every page.
Only the two settings that the README names tell one walk from the other.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from typing import Any, Final

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy_redis.spiders import RedisSpider

from bench.contenders.link_graph import links

CONCURRENCY: Final = 32
_COMMON: Final[dict[str, Any]] = {
    "CONCURRENT_REQUESTS": CONCURRENCY,
    "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
    "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": False,
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "WARNING",
    "STATS_DUMP": False,
    "SCHEDULER_PERSIST": True,
    "MAX_IDLE_TIME_BEFORE_CLOSE": 8,
    "FRONTIER_LEASE_MS": 5_000,
}
SCHEDULERS: Final[dict[str, dict[str, Any]]] = {
    "memory": {},
    "scrapy-redis": {
        "SCHEDULER": "scrapy_redis.scheduler.Scheduler",
        "DUPEFILTER_CLASS": "scrapy_redis.dupefilter.RFPDupeFilter",
    },
    "prospekt": {
        "SCHEDULER": "crawler.dropin.main.Scheduler",
        "DUPEFILTER_CLASS": "crawler.dropin.main.DupeFilter",
    },
}


def found(response: Response) -> Iterator[Request]:
    """The links, found in one way by all, so that what differs is the scheduler."""
    return (Request(url) for url in links(response.url, response.body))


class Walk(Spider):
    name = "walk"

    def parse(self, response: Response) -> Iterator[Request]:
        return found(response)


class RedisWalk(RedisSpider):  # type: ignore[misc]  # it ships no types
    name = "walk"

    def parse(self, response: Response) -> Iterator[Request]:
        return found(response)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scheduler", choices=SCHEDULERS)
    parser.add_argument("url", help="where to start")
    parser.add_argument("--redis", default="", help="a server's URL")
    parser.add_argument("--file", default="", help="a file of our own frontier")
    given = parser.parse_args()
    settings = {**_COMMON, **SCHEDULERS[given.scheduler]}
    if given.redis:
        settings["REDIS_URL"] = given.redis
    if given.file:
        settings["FRONTIER_FILE"] = given.file
    process = CrawlerProcess(settings)
    process.crawl(RedisWalk if given.redis else Walk, start_urls=[given.url])
    process.start()
    sys.stdout.flush()
    os._exit(0)  # what a library leaves behind at exit is no part of the walk


if __name__ == "__main__":
    sys.exit(main())
