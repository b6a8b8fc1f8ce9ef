"""One crawl of one site by one crawler: `python -m bench.contenders NAME URL FOLDER`.

Each runs in a process of its own with the same number of requests under way and no pause between
them, and prints a JSON line. Time and CPU are counted from when the crawler is put together until
nothing is left.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from scrapy import Request as ScrapyRequest
from scrapy import Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from bench.link_graph import NAME, LinkGraph, links
from bench.site import serving
from contracts.clock import system_clock
from contracts.frontier import HostPolicy, Request
from crawler.crawl import Crawl, Engines
from crawler.ports import Frontier
from crawler.settings import CrawlerSettings
from crawler.sources.catalogue import Catalogue
from engines.embedded.blobs import FolderBlobs
from engines.embedded.frontier import SqliteFrontier
from engines.embedded.home import Home
from engines.embedded.log import SqliteLog
from engines.sql.config import open_config
from engines.sql.settings import ConfigSettings

CONCURRENCY: Final = 32


class Crawled(Struct, frozen=True):
    name: str
    pages: int
    wall: float
    cpu: float

    @property
    def per_second(self) -> float:
        return self.pages / self.wall

    @property
    def cpu_per_1000(self) -> float:
        return 1000 * self.cpu / self.pages


class Plain(Spider):
    """As anybody would write it."""

    name = "plain"

    def __init__(self, url: str) -> None:
        super().__init__(start_urls=[url])
        self.pages = 0

    def parse(self, response: Response) -> Iterable[ScrapyRequest]:
        self.pages += 1
        for url in links(response.url, response.body):
            yield ScrapyRequest(url)


def stock_scrapy(url: str, _folder: Path) -> int:
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": CONCURRENCY,
            "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
            "DOWNLOAD_DELAY": 0,
            "ROBOTSTXT_OBEY": True,
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
        }
    )
    crawler = process.create_crawler(Plain)
    process.crawl(crawler, url=url)
    process.start(install_signal_handlers=False)
    return int(getattr(crawler.spider, "pages", 0))


def embedded(url: str, folder: Path) -> int:
    home = Home(folder)
    with closing(SqliteFrontier(home.frontier)) as frontier:
        return ours(url, frontier, home)


def ours(url: str, frontier: Frontier, home: Home) -> int:
    """Crawl with our crawler on any frontier, and the embedded log, blobs and config store."""
    request = Request(url=url, source=NAME)
    frontier.configure_host(request.host, HostPolicy(interval_ms=0, slots=2 * CONCURRENCY))
    frontier.push([request])
    with (
        closing(SqliteLog(home.log)) as log,
        closing(FolderBlobs(home.blobs)) as blobs,
        closing(open_config(ConfigSettings(), home.config)) as config,
    ):
        engines = Engines(
            frontier=frontier,
            log=log,
            blobs=blobs,
            watches=config.watches,
            runs=config.runs,
            leader=config.leaders,
            health=config.health,
        )
        settings = CrawlerSettings(concurrency=CONCURRENCY)
        catalogue = Catalogue(settings, config.sources)
        catalogue.sources[NAME] = LinkGraph()
        Crawl(engines, catalogue, settings, system_clock).run(until_idle=True)
        return frontier.ledger().done


CONTENDERS: Final[dict[str, Callable[[str, Path], int]]] = {
    "stock-scrapy": stock_scrapy,
    "embedded": embedded,
}


def crawled(name: str, url: str) -> Crawled:
    """Run one in a process and a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.contenders", name, url, folder]
        environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
        out = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment).stdout  # noqa: S603 - ours
    return msgspec.json.decode(out.splitlines()[-1], type=Crawled)


def side_by_side(names: Iterable[str], pages: int) -> list[Crawled]:
    with serving(pages) as url:
        return [crawled(name, url) for name in names]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=CONTENDERS)
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    began, cpu = time.perf_counter(), time.process_time()
    pages = CONTENDERS[given.name](given.url, given.folder)
    done = Crawled(given.name, pages, time.perf_counter() - began, time.process_time() - cpu)
    sys.stdout.write(msgspec.json.encode(done).decode() + "\n")


if __name__ == "__main__":
    main()
