"""The search engine of jobs: a list drawn by a script out of data in the page.

The data's name stands earlier as a decoy; texts hold `};`; a list's pages overlap; at times the
data is missing and only cards are there; no search goes deeper than a thousand.
"""

import re
from datetime import timedelta
from typing import Any, Final

from demo.ads import Ad
from demo.boards import indeed_pages as pages
from demo.boards.answer import Answer, Asked, Kind, missing, robots, whole
from demo.boards.kyiv import local
from demo.boards.shelf import Shelf
from demo.elsewhere import INDEED
from demo.text import Text
from demo.world import World

PER_PAGE: Final = 15
STEP: Final = 10
DEEPEST: Final = 1_000
_CARDS_ONLY_EVERY: Final = 4
_SNIPPET: Final = 160
_KEY: Final = re.compile(r"[0-9a-f]{16}")


class Indeed:
    def __init__(self, world: World) -> None:
        self._world = world
        self._shelf = Shelf(world, INDEED)

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/robots.txt":
            return robots("User-agent: *", "Disallow: /rc/", "Disallow: /resume/", "Allow: /")
        if asked.path == "/jobs":
            return self._list(asked)
        if asked.path == "/viewjob":
            return self._detail(asked.query.get("jk", ""), asked)
        return missing()

    def _found(self, asked: Asked) -> list[Ad]:
        query = asked.query
        found = self._shelf.listed(asked.now, query.get("q", "").split())
        place = query.get("l", "").casefold()
        if place:
            found = [ad for ad in found if place in _where(ad).casefold()]
        if days := whole(query.get("fromage"), 0):
            found = [ad for ad in found if asked.now - ad.posted_at < timedelta(days=days)]
        if jt := query.get("jt"):
            found = [ad for ad in found if ad.job.part_time == (jt == "parttime")]
        return found[:DEEPEST]

    def _list(self, asked: Asked) -> Answer:
        found, start = self._found(asked), whole(asked.query.get("start"), 0)
        shown = [(ad, self._world.text(ad)) for ad in found[start : start + PER_PAGE]]
        cards_only = start // STEP % _CARDS_ONLY_EVERY == _CARDS_ONLY_EVERY - 1
        body = pages.listing(
            shown,
            None if cards_only else _model(shown, len(found)),
            total=len(found),
            onward=pages.onward(asked.query, start + STEP) if start + PER_PAGE < len(found) else "",
        )
        return Answer(Kind.LISTING, body)

    def _detail(self, key: str, asked: Asked) -> Answer:
        ad = self._world.find(INDEED, key, asked.now) if _KEY.fullmatch(key) else None
        if ad is None:
            return missing()
        text = self._world.text(ad)
        body = pages.detail(ad, text, asked.base, asked.now)
        modified = ad.posted_at if ad.open_at(asked.now) else ad.closed_at
        return Answer(Kind.DETAIL, body, modified=modified)


def url(ad: Ad, base: str) -> str:
    return f"{base}/viewjob?jk={ad.external_id}"


def _where(ad: Ad) -> str:
    return "Віддалено remote" if ad.job.remote else ad.job.city


def _model(shown: list[tuple[Ad, Text]], total: int) -> dict[str, Any]:
    cards = {
        "results": [_result(ad, text) for ad, text in shown],
        "tierSummaries": [
            {"jobCount": total // 3, "tier": "SPONSORED"},
            {"jobCount": total - total // 3, "tier": "ORGANIC"},
        ],
    }
    return {"metaData": {"mosaicProviderJobCardsModel": cards}, "note": 'ends with "};" not here'}


def _result(ad: Ad, text: Text) -> dict[str, Any]:
    day = local(ad.posted_at).replace(hour=0, minute=0, second=0, microsecond=0)
    result: dict[str, Any] = {
        "jobkey": ad.external_id,
        "title": text.title,
        "displayTitle": text.title,
        "company": ad.job.company.name,
        "formattedLocation": "Віддалено" if ad.job.remote else ad.job.city,
        "pubDate": int(day.timestamp() * 1000),
        "snippet": f"<ul><li>{text.description[:_SNIPPET]} {{}};</li></ul>",
        "remoteLocation": ad.job.remote,
        "jobTypes": ["Неповна зайнятість" if ad.job.part_time else "Повна зайнятість"],
        "salarySnippet": {"salaryTextFormatted": False},
        "viewJobLink": f"/viewjob?jk={ad.external_id}&from=serp",
    }
    if ad.offer:
        result["salarySnippet"] = {"currency": "UAH", "text": pages.pay(ad.offer)}
        low, high = float(ad.offer.low), float(ad.offer.high)
        result["extractedSalary"] = {"min": low, "max": high, "type": "MONTHLY"}
    return result
