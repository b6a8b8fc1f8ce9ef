"""`python -m tests.integration.crawler.probe`: a running crawler says what it is made of."""

import json
import sys
from typing import Any

from scrapy.core.downloader.handlers import DownloadHandlers
from scrapy.utils.python import global_object_name

from contracts.clock import system_clock
from crawler.crawl import Crawl, Engines
from crawler.settings import CrawlerSettings
from crawler.sources.catalogue import Catalogue
from tests.fakes.blobs import MemoryBlobs
from tests.fakes.config import MemoryHealth, MemoryLeader, MemoryRuns, MemorySources, MemoryWatches
from tests.fakes.log import MemoryLog
from tests.unit.crawler.rig import Frontier

SETTINGS = (
    *("REMOTE_CONTROL_ENABLED", "TELNETCONSOLE_ENABLED", "REDIRECT_ENABLED", "RETRY_ENABLED"),
    *("COOKIES_ENABLED", "METAREFRESH_ENABLED", "HTTPPROXY_ENABLED", "ROBOTSTXT_OBEY"),
    *("DOWNLOAD_VERIFY_CERTIFICATES", "DOWNLOAD_MAXSIZE", "DOWNLOAD_TIMEOUT"),
)
SCHEMES = ("http", "https", "file", "data", "ftp", "s3")


def main() -> None:
    engines = Engines(
        frontier=Frontier(),
        log=MemoryLog(),
        blobs=MemoryBlobs(),
        watches=MemoryWatches(),
        runs=MemoryRuns(),
        leader=MemoryLeader(),
        health=MemoryHealth(),
    )
    settings = CrawlerSettings()
    crawl = Crawl(engines, Catalogue(settings, MemorySources()), settings, system_clock)

    def tell() -> None:
        (crawler,) = crawl._process.crawlers
        sys.stdout.write(json.dumps(made_of(crawler)))
        crawl.stop()

    crawl._loop.call_later(0.5, tell)
    crawl.run(until_idle=False)


def made_of(crawler: Any) -> dict[str, Any]:
    handlers: DownloadHandlers = crawler.engine.downloader.handlers
    return {
        "settings": {name: crawler.settings.get(name) for name in SETTINGS},
        "downloading": names(crawler.engine.downloader.middleware.middlewares),
        "spidering": names(crawler.engine.scraper.spidermw.middlewares),
        "pipelines": names(crawler.engine.scraper.itemproc.middlewares),
        "extensions": names(crawler.extensions.middlewares),
        "scheduler": global_object_name(type(crawler.engine.scheduler)),
        "fetched": [name for name in SCHEMES if handlers._get_handler(name) is not None],
    }


def names(parts: tuple[object, ...]) -> list[str]:
    return [type(part).__name__ for part in parts]


if __name__ == "__main__":
    main()
