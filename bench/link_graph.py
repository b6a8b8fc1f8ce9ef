"""What each crawler makes of a page of `bench.site`: the links, found in the same way by all."""

from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from contracts.frontier import Request
from contracts.records import Outcome, Page, Parsed
from contracts.subjects import WatchSpec
from crawler.source import Card

NAME: Final = "graph"


def links(url: str, body: bytes) -> list[str]:
    found = (each.attributes.get("href") for each in LexborHTMLParser(body).css("a[href]"))
    return [urljoin(url, target) for target in found if target]


class LinkGraph:
    """A source that follows every link and finds nothing else."""

    name = NAME
    summary = "the pages of a bench"
    base_url = "http://127.0.0.1"
    card = Card()

    def matches(self, url: str) -> bool:
        return url.startswith(self.base_url)

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        return tuple(Request(url=url, source=NAME) for url in spec.websites)

    def parse(self, page: Page) -> Parsed:
        follow = tuple(Request(url=url, source=NAME) for url in links(page.url, page.body))
        return Parsed(outcome=Outcome.OK, follow=follow)
