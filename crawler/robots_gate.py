"""The gate before every request: Scrapy's downloader middleware that asks the rulebook."""

from typing import Final, Protocol, runtime_checkable
from urllib.parse import urlsplit

from scrapy import Request as ScrapyRequest
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from contracts.errors import Misconfigured
from crawler.robots import Forbidden
from crawler.rulebook import Rulebook

_UNREAD: Final = "dont_obey_robotstxt"


@runtime_checkable
class Obedient(Protocol):
    """A spider with the rules of hosts."""

    rulebook: Rulebook


class RobotsGate:
    def __init__(self, crawler: Crawler, spider: Obedient) -> None:
        self._crawler = crawler
        self._rulebook = spider.rulebook

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsGate":
        spider: object = crawler.spider
        if not isinstance(spider, Obedient):
            msg = f"{type(spider).__name__} has no rulebook; use crawler.spider.FrontierSpider"
            raise Misconfigured(msg)
        return cls(crawler, spider)

    async def process_request(self, request: ScrapyRequest) -> None:
        if request.meta.get(_UNREAD):
            return
        parts = urlsplit(request.url)
        found = await self._rulebook.rules(f"{parts.scheme}://{parts.netloc}", self._fetch)
        if not found.allow(request.url):
            raise Forbidden(f"robots.txt of {parts.netloc} forbids it")

    async def _fetch(self, url: str) -> tuple[int, str, bytes]:
        request = ScrapyRequest(url, callback=NO_CALLBACK, meta={_UNREAD: True}, dont_filter=True)
        response = await self._crawler.engine.download_async(request)
        location = (response.headers.get(b"Location") or b"").decode("latin-1")
        return response.status, location, response.body
