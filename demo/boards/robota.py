"""The JSON board: a search, a detail and a graph beside them, as the real one answers them.

Pages count from 0; a salary of 0 says nothing; dates are Kyiv's and name no zone; a vacancy
that closed is gone; the full text is HTML; the name and telephone of a person come along.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any, Final

import msgspec

from demo.ads import ROBOTA, Ad
from demo.boards.answer import JSON, PLAIN, Answer, Asked, Kind, whole
from demo.boards.kyiv import local
from demo.boards.prose import in_paragraphs
from demo.boards.robota_graph import RobotaGraph
from demo.boards.shelf import Shelf
from demo.text import Text
from demo.vocabulary.companies import CONTACTS
from demo.world import World

PER_PAGE: Final = 20
MOST_PER_PAGE: Final = 40
_SHORT: Final = 200
_ROBOTS: Final = b"User-agent: *\nDisallow: /resume/\nDisallow: /cvdb/\nAllow: /\n"
_PAGE: Final = re.compile(r"/company\d+/vacancy(\d+)")
_GONE: Final = b'{"message":"Vacancy not found"}'


class Robota:
    def __init__(self, world: World) -> None:
        self._world = world
        self._shelf = Shelf(world, ROBOTA)
        self._graph = RobotaGraph(world, self._shelf)

    def answer(self, asked: Asked) -> Answer:
        path, query, now = asked.path, asked.query, asked.now
        if path == "/robots.txt":
            return Answer(Kind.ROBOTS, _ROBOTS, PLAIN)
        if asked.method == "POST" and path in ("/", "/graphql"):
            return self._graph.answer(asked)
        if path == "/vacancy/search":
            return self._search(query, now)
        if path == "/vacancy":
            return self._detail(query.get("id", ""), now)
        if page := _PAGE.fullmatch(path):
            return self._page(page[1], now)
        return Answer(Kind.MISSING, _GONE, JSON, 404)

    def _search(self, query: Mapping[str, str], now: datetime) -> Answer:
        words = query.get("keyWords", query.get("keywords", "")).split()
        found = self._shelf.listed(now, words)
        count = min(max(1, whole(query.get("count"), PER_PAGE)), MOST_PER_PAGE)
        start = whole(query.get("page"), 0) * count
        documents = [_summary(ad, self._world.text(ad)) for ad in found[start : start + count]]
        body = {"start": start, "count": count, "total": len(found), "documents": documents}
        return Answer(Kind.LISTING, msgspec.json.encode(body), JSON)

    def _open(self, external_id: str, now: datetime) -> Ad | None:
        ad = self._world.find(ROBOTA, external_id, now)
        return ad if ad is not None and ad.open_at(now) else None

    def _detail(self, external_id: str, now: datetime) -> Answer:
        ad = self._open(external_id, now)
        if ad is None:
            return Answer(Kind.MISSING, _GONE, JSON, 404)
        body = msgspec.json.encode(_whole(ad, self._world.text(ad)))
        return Answer(Kind.DETAIL, body, JSON, modified=ad.posted_at)

    def _page(self, external_id: str, now: datetime) -> Answer:
        """The address that people open; the real one draws itself with scripts."""
        ad = self._open(external_id, now)
        if ad is None:
            return Answer(Kind.MISSING, b"<h1>404</h1>", status=404)
        text = self._world.text(ad)
        html = (
            f"<!DOCTYPE html><meta charset=utf-8><h1>{escape(text.title)}</h1>{in_paragraphs(text)}"
        )
        return Answer(Kind.PAGE, html.encode())


def url(ad: Ad, base: str) -> str:
    return f"{base}/company{ad.job.company.number}/vacancy{ad.external_id}"


def place(ad: Ad) -> str:
    return "Віддалено" if ad.job.remote else ad.job.city


def _summary(ad: Ad, text: Text) -> dict[str, Any]:
    return {**_common(ad, text), "shortDescription": f"{text.description[:_SHORT]}..."}


def _whole(ad: Ad, text: Text) -> dict[str, Any]:
    return {
        **_common(ad, text),
        "description": in_paragraphs(text),
        "contactPerson": CONTACTS[ad.serial % len(CONTACTS)],
        "contactPhone": f"+380 44 000 {ad.serial % 90 + 10} {ad.serial % 80 + 10}",
        "isActive": True,
    }


def _common(ad: Ad, text: Text) -> dict[str, Any]:
    low, high = (ad.offer.low, ad.offer.high) if ad.offer else (0, 0)
    ranged = low != high
    return {
        "id": int(ad.external_id),
        "notebookId": ad.job.company.number,
        "name": text.title,
        "companyName": ad.job.company.name,
        "cityName": place(ad),
        "salary": 0 if ranged else low,
        "salaryFrom": low if ranged else 0,
        "salaryTo": high if ranged else 0,
        "date": f"{local(ad.posted_at).isoformat()}.{ad.serial % 900 + 100}",
        "hot": ad.hot,
    }
