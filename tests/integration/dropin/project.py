"""A project written for scrapy-redis: `python -m tests.integration.dropin.project JSON`.

The settings come from the test; the spiders know nothing of the scheduler they run under.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy_redis.spiders import RedisSpider


class Following:
    """Takes each link; hands a note on from page to page, as projects do."""

    def parse(self, response: Response) -> Iterator[Any]:
        depth = response.meta.get("steps", 0)
        yield {"url": response.url, "status": response.status}
        for href in response.css("a::attr(href)").getall():
            yield response.follow(
                href, callback=self.parse, cb_kwargs={}, meta={**response.meta, "steps": depth + 1}
            )


class Links(Following, RedisSpider):  # type: ignore[misc]  # it ships no types
    name = "links"


class Local(Following, Spider):
    """Without start URLs on Redis; its first request holds what is no plain data."""

    name = "local"

    async def start(self) -> Any:
        for url in self.start_urls:
            yield Request(url, meta={"odd": object()}, callback=self.parse)


class Written:
    """A pipeline: each item is in the file at once."""

    def __init__(self, file: Path) -> None:
        self.file = file.open("a")

    @classmethod
    def from_crawler(cls, crawler: Any) -> "Written":
        return cls(Path(crawler.settings["ITEMS"]))

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        self.file.write(json.dumps(item) + "\n")
        self.file.flush()
        return item


COMMON = {
    "ITEM_PIPELINES": {"tests.integration.dropin.project.Written": 1},
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "WARNING",
    "STATS_DUMP": False,
    "RETRY_TIMES": 4,
}


def main() -> None:
    given = json.loads(sys.argv[1])
    process = CrawlerProcess({**COMMON, **given["settings"]})
    spider = {"links": Links, "local": Local}[given.get("spider", "links")]
    process.crawl(spider, start_urls=given.get("start_urls", []))
    process.start()


if __name__ == "__main__":
    main()
