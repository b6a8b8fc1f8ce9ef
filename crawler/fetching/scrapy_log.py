"""Scrapy's words in the log: what the spider says itself is not said twice."""

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult


class Quiet(LogFormatter):
    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult:
        """Scrapy takes None for "nothing to say", which its types do not tell."""
        del request, response, spider
        return None  # type: ignore[return-value]
