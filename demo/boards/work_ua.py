"""The HTML board: lists of cards, a page for each vacancy, told apart by their addresses."""

import re
from datetime import datetime
from typing import Final
from urllib.parse import unquote_plus

from demo.ads import WORK_UA, Ad
from demo.boards import work_ua_pages as pages
from demo.boards.answer import PLAIN, Answer, Asked, Kind, whole
from demo.boards.shelf import Shelf
from demo.vocabulary.places import SLUGS
from demo.world import World

PER_PAGE: Final = 40
_ROBOTS: Final = b"User-agent: *\nDisallow: /resumes/\nDisallow: /employer/\nAllow: /\n"
_DETAIL: Final = re.compile(r"/jobs/(\d+)/?")
_LIST: Final = re.compile(r"/jobs(?:-(?P<slug>[^/]+))?/?")


class WorkUa:
    def __init__(self, world: World) -> None:
        self._world = world
        self._shelf = Shelf(world, WORK_UA)

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/robots.txt":
            return Answer(Kind.ROBOTS, _ROBOTS, PLAIN)
        if detail := _DETAIL.fullmatch(asked.path):
            return self._detail(detail[1], asked.now)
        if listing := _LIST.fullmatch(asked.path):
            return self._list(asked, listing["slug"] or "")
        return Answer(Kind.MISSING, pages.missing(), status=404)

    def _detail(self, external_id: str, now: datetime) -> Answer:
        ad = self._world.find(WORK_UA, external_id, now)
        if ad is None:
            return Answer(Kind.MISSING, pages.missing(), status=404)
        modified = ad.posted_at if ad.open_at(now) else ad.closed_at
        body = pages.detail(ad, self._world.text(ad), now)
        return Answer(Kind.DETAIL, body, modified=modified)

    def _list(self, asked: Asked, slug: str) -> Answer:
        place, words = _wanted(slug)
        search = asked.query.get("search", "")
        found = self._shelf.listed(asked.now, [*words, *search.split()], place)
        page = max(1, whole(asked.query.get("page"), 1))
        shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
        body = pages.listing(
            [(ad, self._world.text(ad)) for ad in shown],
            total=len(found),
            links=pages.Links(asked.path, search, page, -(-len(found) // PER_PAGE)),
        )
        return Answer(Kind.LISTING, body)


def url(ad: Ad, base: str) -> str:
    return f"{base}/jobs/{ad.external_id}/"


def _wanted(slug: str) -> tuple[str | None, list[str]]:
    """Read `{place}-{word+word}`, `{place}` or `{word+word}`."""
    for name, city in (("remote", "remote"), *SLUGS.items()):
        if slug == name or slug.startswith(f"{name}-"):
            return city, _words(slug[len(name) + 1 :])
    return None, _words(slug)


def _words(slug: str) -> list[str]:
    return unquote_plus(slug).split()
