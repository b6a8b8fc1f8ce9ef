"""The JSON board's graph: one question, pages from 0, faults told with HTTP 200."""

import re
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from demo.ads import Ad
from demo.boards.answer import JSON, Answer, Asked, Kind
from demo.boards.prose import in_paragraphs
from demo.boards.shelf import Shelf
from demo.text import Text
from demo.world import World

PER_PAGE: Final = 40
_NULL_EVERY: Final = 37
_QUESTION: Final = "publishedVacancies"
_KEYWORDS: Final = re.compile(r'keywords\s*:\s*"((?:[^"\\]|\\.)*)"')
_PAGE: Final = re.compile(r"page\s*:\s*(\d{1,6})")
_COUNT: Final = re.compile(r"count\s*:\s*(\d{1,4})")


class _Wanted(Struct, frozen=True):
    keywords: str
    page: int
    count: int


class RobotaGraph:
    def __init__(self, world: World, shelf: Shelf) -> None:
        self._world = world
        self._shelf = shelf

    def answer(self, asked: Asked) -> Answer:
        wanted = _read(asked.body)
        if wanted is None:
            fault = {"message": "Syntax Error: expected publishedVacancies", "path": []}
            return _said({"errors": [fault], "data": None})
        return _said({"data": {_QUESTION: self._page(wanted, asked.now)}})

    def _page(self, wanted: _Wanted, now: datetime) -> dict[str, Any]:
        found = self._shelf.listed(now, wanted.keywords.split())
        start = wanted.page * wanted.count
        items = [self._item(ad) for ad in found[start : start + wanted.count]]
        return {"totalCount": len(found), "items": items}

    def _item(self, ad: Ad) -> dict[str, Any] | None:
        return None if hidden(ad) else _vacancy(ad, self._world.text(ad))


def hidden(ad: Ad) -> bool:
    """A vacancy may be null in the graph; the search beside it shows it."""
    return ad.serial % _NULL_EVERY == 0


def _vacancy(ad: Ad, text: Text) -> dict[str, Any]:
    offer = ad.offer
    return {
        "id": ad.external_id,
        "title": text.title,
        "fullDescription": in_paragraphs(text),
        "sortDate": ad.posted_at.isoformat(),
        "city": {"ua": "Віддалено" if ad.job.remote else ad.job.city},
        "salary": {
            "amountFrom": offer.low if offer else 0,
            "amountTo": offer.high if offer else 0,
            "currency": "UAH",
        },
        "company": {"id": str(ad.job.company.number), "name": ad.job.company.name},
    }


def _read(body: bytes) -> _Wanted | None:
    """The question's own text, or its variables, may hold what is wanted."""
    try:
        sent = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict) or _QUESTION not in str(sent.get("query", "")):
        return None
    variables = sent.get("variables")
    if isinstance(variables, dict) and ("pagination" in variables or "filter" in variables):
        return _from_variables(variables)
    text = str(sent["query"])
    words, page, count = _KEYWORDS.search(text), _PAGE.search(text), _COUNT.search(text)
    return _Wanted(
        words[1] if words else "",
        int(page[1]) if page else 0,
        _within(int(count[1]) if count else PER_PAGE),
    )


def _from_variables(variables: dict[str, Any]) -> _Wanted:
    pages, wanted = variables.get("pagination") or {}, variables.get("filter") or {}
    return _Wanted(
        str(wanted.get("keywords") or ""),
        int(pages.get("page") or 0),
        _within(int(pages.get("count") or PER_PAGE)),
    )


def _within(count: int) -> int:
    return min(max(1, count), PER_PAGE)


def _said(body: dict[str, Any]) -> Answer:
    return Answer(Kind.LISTING, msgspec.json.encode(body), JSON)
