"""The gate before every request: Scrapy's downloader middleware that asks the rulebook."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any, Final, Protocol, runtime_checkable
from urllib.parse import SplitResult, urlsplit

from scrapy import Request as ScrapyRequest
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from contracts.errors import Misconfigured, Permanent, Transient
from contracts.names import PUBLIC
from crawler.fetching.downloads import SOURCE, SPACE, Reach
from crawler.fetching.robots import Forbidden
from crawler.fetching.rulebook import Rulebook
from engines.net.dialer import Dialer

_PORTS: Final = {"http": 80, "https": 443}
_UNREAD: Final = "dont_obey_robotstxt"


@runtime_checkable
class Obedient(Protocol):
    """A spider with the rules of hosts."""

    rulebook: Rulebook

    @property
    def reach(self) -> Reach: ...


class RobotsGate:
    def __init__(self, crawler: Crawler, spider: Obedient) -> None:
        self._crawler = crawler
        self._rulebook = spider.rulebook
        self._reach = spider.reach

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsGate":
        spider: object = crawler.spider
        if not isinstance(spider, Obedient):
            msg = f"{type(spider).__name__} has no rulebook; use FrontierSpider"
            raise Misconfigured(msg)
        return cls(crawler, spider)

    async def process_request(self, request: ScrapyRequest) -> None:
        parts = urlsplit(request.url)
        if request.meta.get(_UNREAD) or parts.scheme not in _PORTS:
            return
        origin, space = f"{parts.scheme}://{parts.netloc}", request.meta.get(SPACE, PUBLIC)
        if not self._rulebook.knows(origin):
            await self._admitted(parts, space)
        found = await self._rulebook.rules(origin, partial(self._fetch, request.meta))
        if not found.allow(request.url):
            raise Forbidden(f"robots.txt of {parts.netloc} forbids it")

    async def _admitted(self, parts: SplitResult, space: str) -> None:
        """Raise Refused before anybody's turn at robots.txt is spent on what is not reached.

        What is really connected to is checked again where that is done.
        """
        try:
            host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        except ValueError as error:
            raise Permanent(f"{parts.netloc[:200]!r} is no host: {error}") from error
        look = Dialer(self._reach.guards.of(space)).addresses
        with suppress(Transient):
            await asyncio.get_running_loop().run_in_executor(None, look, host, port)

    async def _fetch(self, asked: dict[str, Any], url: str) -> tuple[int, str, bytes]:
        """Go the way of the page that asks: by its space's rule and its source's proxy."""
        meta: dict[str, Any] = {name: asked[name] for name in (SPACE, SOURCE) if name in asked}
        meta[_UNREAD] = True
        request = ScrapyRequest(url, callback=NO_CALLBACK, meta=meta, dont_filter=True)
        response = await self._crawler.engine.download_async(request)
        location = (response.headers.get(b"Location") or b"").decode("latin-1")
        return response.status, location, response.body
