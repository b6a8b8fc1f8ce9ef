"""How Scrapy reaches what is no web: a fetcher for each kind, run in a few threads.

So a row of a database takes the way of a page: leased, paced, archived, published.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Final, Protocol, runtime_checkable

from scrapy import Request as ScrapyRequest
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from contracts.errors import Misconfigured, Permanent, Transient
from contracts.frontier import Kind, Lease
from crawler.fetching.scrapy_scheduler import LEASE
from crawler.ports import Fetcher

AT_ONCE: Final = 8
SCHEMES: Final = {
    "postgresql": Kind.SQL,
    "sqlite": Kind.SQL,
    "mongodb": Kind.MONGO,
    "file": Kind.FILE,
    "imaps": Kind.MAIL,
    "http": Kind.SPARQL,
    "https": Kind.SPARQL,
}
"""Which kinds are asked by which addresses; those of the web are http besides."""


class NoAnswer(Exception):  # noqa: N818 - as of a page: it is tried again, and counted
    """What was asked did not answer, or not now."""


@runtime_checkable
class Fetching(Protocol):
    """A spider that brings the fetchers."""

    @property
    def fetchers(self) -> Mapping[Kind, Fetcher]: ...


def fits(kind: Kind, scheme: str) -> bool:
    """Tell whether such an address is asked in such a way: a link of a page is never a file."""
    if kind is Kind.HTTP:
        return scheme in ("http", "https")
    return SCHEMES.get(scheme) is kind


class FetcherDownloads(BaseDownloadHandler):
    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider: object = crawler.spider
        if not isinstance(spider, Fetching):
            msg = f"{type(spider).__name__} has no fetchers; use FrontierSpider"
            raise Misconfigured(msg)
        self._fetchers = spider.fetchers
        self._threads = ThreadPoolExecutor(AT_ONCE, "fetcher")

    async def download_request(self, request: ScrapyRequest) -> Response:
        lease: Lease = request.meta[LEASE]
        fetcher = self._fetchers.get(lease.request.kind)
        if fetcher is None:
            raise Permanent(f"nothing here fetches the kind {lease.request.kind}")
        begun = monotonic()
        try:
            fetched = await asyncio.get_running_loop().run_in_executor(
                self._threads, fetcher.fetch, lease.request
            )
        except Transient as error:
            raise NoAnswer(str(error)) from error
        request.meta["download_latency"] = monotonic() - begun
        return Response(
            fetched.url, status=fetched.status, headers=fetched.headers, body=fetched.body
        )

    async def close(self) -> None:
        """What is under way ends by its own bounds."""
        self._threads.shutdown(wait=False, cancel_futures=True)
