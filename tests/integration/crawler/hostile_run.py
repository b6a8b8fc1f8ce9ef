"""`python -m tests.integration.crawler.hostile_run TIMEOUT URL...`: what each fetch came to.

The crawler's own settings, downloads and middlewares, without a frontier that would try again.
"""

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.fetching.downloads import Reach
from crawler.fetching.scrapy_settings import scrapy_settings
from engines.net.credentials import Credentials
from engines.net.guard import Guards

OUTCOMES: dict[str, str] = {}


class Visitor(Spider):
    name = "visitor"
    urls: list[str]
    reach = Reach(guards=Guards({"public": ["127.0.0.1"]}), credentials=Credentials({}))

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            yield Request(url, callback=self.answered, errback=self.failed, dont_filter=True)

    def answered(self, response: Response) -> None:
        OUTCOMES[response.url] = f"{response.status}, {len(response.body)} bytes"

    def failed(self, failure: Failure) -> None:
        asked: Any = failure
        OUTCOMES[asked.request.url] = f"{type(failure.value).__name__}: {failure.value}"


def main() -> None:
    timeout, urls = int(sys.argv[1]), sys.argv[2:]
    settings = scrapy_settings(len(urls)) | {"DOWNLOAD_TIMEOUT": timeout}
    settings["SCHEDULER"] = "scrapy.core.scheduler.Scheduler"
    settings["DOWNLOADER_MIDDLEWARES_BASE"] = {
        name: order
        for name, order in settings["DOWNLOADER_MIDDLEWARES_BASE"].items()
        if not name.endswith("RobotsGate")
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(Visitor, urls=urls)
    process.start()
    sys.stdout.write(json.dumps({"outcomes": OUTCOMES, "megabytes": most_kilobytes() // 1024}))


def most_kilobytes() -> int:
    """The kernel's own count for this program: `ru_maxrss` tells of who started it too."""
    with Path("/proc/self/status").open() as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main()
