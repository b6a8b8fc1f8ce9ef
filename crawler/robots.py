"""robots.txt: read once a day for each host, obeyed, and closed where it cannot be read.

Scrapy's own middleware takes a host whose robots.txt fails for one without rules; this one waits.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, Protocol, runtime_checkable
from urllib.parse import urljoin, urlsplit

from msgspec import Struct
from protego import Protego
from scrapy import Request as ScrapyRequest
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from contracts.errors import Misconfigured, Permanent
from contracts.names import PUBLIC

PRODUCT: Final = "Prospekt"
"""The name that robots.txt calls us by."""
KEPT_SECONDS: Final = 24 * 3600.0
FAULT_KEPT_SECONDS: Final = 3.0
MOST_REDIRECTS: Final = 5
LARGEST: Final = 512 * 1024
LONGEST_DELAY: Final = 3600.0
SPACE: Final = "prospekt_space"
"""In a request's `meta`: whose rule of reach it goes by; public without it."""
_UNREAD: Final = "dont_obey_robotstxt"
_TOO_MANY: Final = 429

Fetch = Callable[[str], Awaitable[tuple[int, str, bytes]]]
"""From an address to (status, location, body)."""


class Forbidden(IgnoreRequest):
    """The host does not want this address to be fetched."""


class Unknown(Exception):  # noqa: N818 - a state, not a fault of ours
    """The host's rules cannot be read now; nothing of it is fetched until they can."""


class Rules(Struct, frozen=True):
    """A host's rules for us."""

    parsed: Protego | None
    """None: it has none."""

    def allow(self, url: str) -> bool:
        return self.parsed is None or self.parsed.can_fetch(url, PRODUCT)

    @property
    def delay_ms(self) -> int:
        """The least time between two requests that it asks for."""
        delay = self.parsed.crawl_delay(PRODUCT) if self.parsed else None
        return int(1000 * min(max(delay or 0.0, 0.0), LONGEST_DELAY))


def rules(status: int, body: bytes) -> Rules | None:
    """Read an answer to robots.txt; None when it says nothing about the rules (RFC 9309)."""
    if 200 <= status < 300:  # noqa: PLR2004 - success
        return Rules(Protego.parse(body[:LARGEST].decode("utf-8-sig", "ignore")))
    if 400 <= status < 500 and status != _TOO_MANY:  # noqa: PLR2004 - there is no such file
        return Rules(None)
    return None


@runtime_checkable
class SlowedDown(Protocol):
    """A spider that passes on how slowly a host wants to be asked."""

    async def slow_down(self, request: ScrapyRequest, delay_ms: int) -> None: ...


class RobotsGate:
    """The downloader middleware; requests of one host share one reading."""

    def __init__(self, crawler: Crawler, spider: SlowedDown) -> None:
        self._crawler = crawler
        self._spider = spider
        self._known: dict[str, tuple[float, Rules | None]] = {}
        self._reading: dict[str, asyncio.Lock] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsGate":
        spider: object = crawler.spider
        if not isinstance(spider, SlowedDown):
            msg = (
                f"{type(spider).__name__} cannot be slowed down; use crawler.spider.FrontierSpider"
            )
            raise Misconfigured(msg)
        return cls(crawler, spider)

    async def process_request(self, request: ScrapyRequest) -> None:
        parts = urlsplit(request.url)
        if request.meta.get(_UNREAD) or parts.scheme not in ("http", "https"):
            return
        read = partial(self._fetch, request.meta.get(SPACE, PUBLIC))
        found = await self._rules(f"{parts.scheme}://{parts.netloc}", read)
        if found is None:
            raise Unknown(f"robots.txt of {parts.netloc} cannot be read now")
        if not found.allow(request.url):
            raise Forbidden(f"robots.txt of {parts.netloc} forbids it")
        if found.delay_ms:
            await self._spider.slow_down(request, found.delay_ms)

    async def _rules(self, origin: str, read: Fetch) -> Rules | None:
        async with self._reading.setdefault(origin, asyncio.Lock()):
            until, found = self._known.get(origin, (0.0, None))
            if time.monotonic() >= until:
                found = await read_rules(origin, read)
                kept = KEPT_SECONDS if found else FAULT_KEPT_SECONDS
                self._known[origin] = (time.monotonic() + kept, found)
            return found

    async def _fetch(self, space: str, url: str) -> tuple[int, str, bytes]:
        meta = {_UNREAD: True, SPACE: space}
        request = ScrapyRequest(url, callback=NO_CALLBACK, meta=meta, dont_filter=True)
        response = await self._crawler.engine.download_async(request)
        location = (response.headers.get(b"Location") or b"").decode("latin-1")
        return response.status, location, response.body


async def read_rules(origin: str, fetch: Fetch) -> Rules | None:
    """Fetch and read, following a few redirects; an address that is not allowed is Permanent."""
    url = f"{origin}/robots.txt"
    for _ in range(MOST_REDIRECTS + 1):
        try:
            status, location, body = await fetch(url)
            onward = urljoin(url, location)
        except Permanent:
            raise
        except Exception:  # noqa: BLE001 - no answer, whatever the reason: the rules are unknown
            return None
        if not location or not 300 <= status < 400:  # noqa: PLR2004 - redirects
            return rules(status, body)
        url = onward
    return None
