"""The duplicate filter of a project on our frontier.

The frontier itself sees each fetch once; this only spares telling it what this process has told.
"""

from typing import Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.dupefilters import BaseDupeFilter
from scrapy.utils.request import RequestFingerprinterProtocol

MOST: Final = 250_000
"""Of each of the two generations; some 30 MB when both are full."""


class DupeFilter(BaseDupeFilter):
    """Forgets the older half when it is full."""

    def __init__(self, fingerprinter: RequestFingerprinterProtocol, most: int = MOST) -> None:
        self._fingerprinter = fingerprinter
        self._most = most
        self._young: set[bytes] = set()
        self._old: set[bytes] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        assert crawler.request_fingerprinter is not None  # noqa: S101 - Scrapy makes it first
        return cls(crawler.request_fingerprinter)

    def request_seen(self, request: Request) -> bool:
        print_ = self._fingerprinter.fingerprint(request)
        if print_ in self._young or print_ in self._old:
            return True
        if len(self._young) >= self._most:
            self._old, self._young = self._young, set()
        self._young.add(print_)
        return False
