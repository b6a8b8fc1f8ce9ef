"""The IT board: twenty cards and a call for more, a feed, a page for each vacancy.

A card's date has no year; hot vacancies stand twice; the call for more is answered only to who
shows the token of the list's form, its cookie, and where it comes from.
"""

import re
from datetime import datetime
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import urlencode, urlsplit

import msgspec

from demo.ads import Ad
from demo.boards import dou_pages as pages
from demo.boards.answer import JSON, XML, Answer, Asked, Kind, missing, robots, whole
from demo.boards.shelf import Shelf
from demo.elsewhere import DOU
from demo.world import World

PER_PAGE: Final = 20
MOST_HOT: Final = 2
IN_FEED: Final = 50
_DETAIL: Final = re.compile(r"/companies/[\w-]+/vacancies/(\d{1,18})/?")
_TOKEN: Final = re.compile(r"\w{32}(?:\w{32})?", re.ASCII)


class Dou:
    def __init__(self, world: World) -> None:
        self._world = world
        self._shelf = Shelf(world, DOU)
        self._token = sha256(f"dou {world.seed}".encode()).hexdigest()

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/robots.txt":
            return robots("User-agent: *", "Disallow: /users/", "Disallow: /cv/", "Allow: /")
        if detail := _DETAIL.fullmatch(asked.path):
            return self._detail(detail[1], asked.now)
        routes = {
            "/vacancies/": self._list,
            "/vacancies/xhr-load/": self._more,
            "/vacancies/feeds/": self._feed,
        }
        route = routes.get(asked.path)
        return route(asked) if route else missing()

    def _found(self, asked: Asked) -> list[Ad]:
        words = [*asked.query.get("search", "").split(), *asked.query.get("category", "").split()]
        place = asked.query.get("city") or ("remote" if "remote" in asked.query else None)
        return self._shelf.listed(asked.now, words, place)

    def _rows(self, asked: Asked) -> list[tuple[Ad, bool]]:
        """The list's rows, and whether each stands there as a hot one."""
        found = self._found(asked)
        hot = [ad for ad in found if ad.hot][:MOST_HOT]
        return [*((ad, True) for ad in hot), *((ad, False) for ad in found)]

    def _list(self, asked: Asked) -> Answer:
        rows = self._rows(asked)
        body = pages.listing(
            [(ad, self._world.text(ad), hot) for ad, hot in rows[:PER_PAGE]],
            total=len(rows) - sum(hot for _, hot in rows),
            more=len(rows) > PER_PAGE,
            token=self._token,
            query=urlencode(asked.query),
        )
        cookie = {"set-cookie": f"csrftoken={self._token}; Path=/; SameSite=Lax"}
        return Answer(Kind.LISTING, body, headers=cookie)

    def _more(self, asked: Asked) -> Answer:
        if asked.method != "POST":
            return Answer(Kind.MISSING, b"", status=405, headers={"allow": "POST"})
        if not _trusted(asked):
            return Answer(Kind.BLOCKED, pages.forbidden(), status=403)
        rows, shown = self._rows(asked), whole(asked.form.get("count"), 0)
        taken = rows[shown : shown + PER_PAGE]
        cards = "".join(pages.card(ad, self._world.text(ad), hot=hot) for ad, hot in taken)
        said = {"html": cards, "last": shown + PER_PAGE >= len(rows), "num": len(taken)}
        return Answer(Kind.LISTING, msgspec.json.encode(said), JSON)

    def _feed(self, asked: Asked) -> Answer:
        found = [(ad, self._world.text(ad)) for ad in self._found(asked)[:IN_FEED]]
        return Answer(Kind.LISTING, pages.feed(found, asked.base), XML)

    def _detail(self, external_id: str, now: datetime) -> Answer:
        ad = self._world.find(DOU, external_id, now)
        if ad is None or not ad.open_at(now):
            return missing()
        body = pages.detail(ad, self._world.text(ad))
        return Answer(Kind.DETAIL, body, modified=ad.posted_at)


def url(ad: Ad, base: str) -> str:
    return f"{base}{pages.path(ad)}"


def _trusted(asked: Asked) -> bool:
    """The form's token is the cookie's, and the caller comes from this very site."""
    try:
        cookie = SimpleCookie(asked.headers.get("cookie", "")).get("csrftoken")
    except CookieError:
        return False
    given = asked.form.get("csrfmiddlewaretoken", "") or asked.headers.get("x-csrftoken", "")
    if cookie is None or cookie.value != given or not _TOKEN.fullmatch(given):
        return False
    return urlsplit(asked.headers.get("referer", "")).netloc == asked.headers.get("host")
