"""The board in HeadHunter's shape: an API for programs that name their token, pages for people.

Without a token the API refuses, at times with a captcha to be solved; pay stands in the old field,
in the new one or in both; contacts come along.
"""

import re
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

import msgspec

from demo.ads import Ad
from demo.boards import grc_items
from demo.boards import grc_pages as pages
from demo.boards.answer import JSON, Answer, Asked, Kind, missing, robots, whole
from demo.boards.shelf import Shelf
from demo.elsewhere import GRC
from demo.world import World

TOKEN: Final = "demo-application-token"  # noqa: S105 - of a board that does not exist
PER_PAGE: Final = 20
MOST_PER_PAGE: Final = 100
DEEPEST: Final = 2_000
_RIDDLE_EVERY: Final = 3
_VACANCY: Final = re.compile(r"/vacancies/(\d{1,18})")
_PAGE: Final = re.compile(r"/vacancy/(\d{1,18})")


class Grc:
    def __init__(self, world: World) -> None:
        self._world = world
        self._shelf = Shelf(world, GRC)

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/robots.txt":
            return robots("User-agent: *", "Disallow: /resume/", "Disallow: /applicant/")
        if asked.path == "/vacancies":
            return self._search(asked) if _known(asked) else _refused(asked)
        if detail := _VACANCY.fullmatch(asked.path):
            return self._detail(detail[1], asked) if _known(asked) else _refused(asked)
        if asked.path in ("/search/vacancy", "/search/vacancy/"):
            return self._list(asked)
        if page := _PAGE.fullmatch(asked.path):
            return self._page(page[1], asked.now)
        return missing()

    def _found(self, asked: Asked) -> list[Ad]:
        found = self._shelf.listed(asked.now, asked.query.get("text", "").split())
        days = whole(asked.query.get("period"), 0)
        if days:
            found = [ad for ad in found if (asked.now - ad.posted_at).days < days]
        if asked.query.get("schedule") == "remote":
            found = [ad for ad in found if ad.job.remote]
        return found

    def _search(self, asked: Asked) -> Answer:
        size = min(max(1, whole(asked.query.get("per_page"), PER_PAGE)), MOST_PER_PAGE)
        page = whole(asked.query.get("page"), 0)
        if (page + 1) * size > DEEPEST:
            return _fault(400, {"type": "bad_argument", "value": "page"})
        found = self._found(asked)
        words = asked.query.get("text", "")
        shown = found[page * size : (page + 1) * size]
        body = {
            "items": [grc_items.item(ad, self._world.text(ad), words, asked.base) for ad in shown],
            "found": len(found),
            "pages": -(-len(found) // size),
            "page": page,
            "per_page": size,
            "clusters": None,
            "alternate_url": f"{asked.base}/search/vacancy?{urlencode({'text': words})}",
        }
        return Answer(Kind.LISTING, msgspec.json.encode(body), JSON)

    def _open(self, external_id: str, now: datetime) -> Ad | None:
        ad = self._world.find(GRC, external_id, now)
        return ad if ad is not None and ad.open_at(now) else None

    def _detail(self, external_id: str, asked: Asked) -> Answer:
        ad = self._open(external_id, asked.now)
        if ad is None:
            return _fault(404, {"type": "not_found"})
        body = msgspec.json.encode(grc_items.vacancy(ad, self._world.text(ad), asked.base))
        return Answer(Kind.DETAIL, body, JSON, modified=ad.posted_at)

    def _list(self, asked: Asked) -> Answer:
        found, page = self._found(asked), whole(asked.query.get("page"), 0)
        shown = found[page * PER_PAGE : (page + 1) * PER_PAGE]
        body = pages.listing(
            [(ad, self._world.text(ad)) for ad in shown],
            total=len(found),
            words=asked.query.get("text", ""),
            page=page,
            last=-(-len(found) // PER_PAGE) - 1,
        )
        return Answer(Kind.LISTING, body)

    def _page(self, external_id: str, now: datetime) -> Answer:
        ad = self._open(external_id, now)
        if ad is None:
            return missing()
        body = pages.detail(ad, self._world.text(ad))
        return Answer(Kind.DETAIL, body, modified=ad.posted_at)


def _known(asked: Asked) -> bool:
    named = asked.headers.get("user-agent") or asked.headers.get("hh-user-agent")
    return bool(named) and asked.headers.get("authorization") == f"Bearer {TOKEN}"


def _refused(asked: Asked) -> Answer:
    """Whoever does not say who it is: forbidden, or a riddle first."""
    if len(asked.target) % _RIDDLE_EVERY == 0:
        riddle = f"{asked.base}/account/captcha?state=demo"
        fault = {"type": "captcha_required", "value": "captcha_required", "captcha_url": riddle}
        return _fault(403, fault, Kind.BLOCKED)
    return _fault(403, {"type": "forbidden"}, Kind.BLOCKED)


def _fault(status: int, fault: dict[str, str], kind: Kind = Kind.MISSING) -> Answer:
    body = {"errors": [fault], "request_id": "demo"}
    return Answer(kind, msgspec.json.encode(body), JSON, status)
