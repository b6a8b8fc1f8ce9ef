"""The board of anonymous offers: each list page tells its vacancies twice.

One array of whole JobPostings for machines, and cards for people, whose pay may be told as a
level only, and whose exact time stands in a title.
"""

import re
from datetime import timedelta
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import urlencode

from demo.ads import Ad
from demo.boards import djinni_pages as pages
from demo.boards.answer import XML, Answer, Asked, Kind, escaped, missing, robots, whole
from demo.boards.job_posting import COUNTRY, job_posting, place
from demo.boards.kyiv import local
from demo.boards.shelf import Shelf
from demo.elsewhere import DJINNI
from demo.text import Text
from demo.world import World

PER_PAGE: Final = 15
IN_FEED: Final = 30
_MONTH: Final = timedelta(days=30)
_LIST: Final = re.compile(r"/jobs/(?:keyword-([\w-]+)/)?")
_DETAIL: Final = re.compile(r"/jobs/(\d{1,18})-[\w-]*/?")
_PLACES: Final = 3


class Djinni:
    def __init__(self, world: World) -> None:
        self._world = world
        self._shelf = Shelf(world, DJINNI)

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/robots.txt":
            return robots("User-agent: *", "Disallow: /developers/", "Disallow: /my/", "Allow: /")
        if asked.path == "/jobs/rss/":
            return self._feed(asked)
        if detail := _DETAIL.fullmatch(asked.path):
            return self._detail(detail[1], asked)
        if listing := _LIST.fullmatch(asked.path):
            return self._list(asked, listing[1] or "")
        return missing()

    def _found(self, asked: Asked, keyword: str) -> list[Ad]:
        query = asked.query
        given = (keyword.replace("-", " "), query.get("primary_keyword", ""))
        words = " ".join((*given, query.get("keywords", ""), query.get("all_keywords", "")))
        remote = "remote" if query.get("employment") == "remote" else None
        return self._shelf.listed(asked.now, words.split(), remote)

    def _list(self, asked: Asked, keyword: str) -> Answer:
        found = self._found(asked, keyword)
        page = max(1, whole(asked.query.get("page"), 1))
        shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
        told = [(ad, self._world.text(ad)) for ad in shown]
        query = urlencode({name: text for name, text in asked.query.items() if name != "page"})
        body = pages.listing(
            told,
            [posting(ad, text, asked.base) for ad, text in told],
            total=len(found),
            links=pages.Links(asked.path, query, page, -(-len(found) // PER_PAGE)),
        )
        return Answer(Kind.LISTING, body)

    def _detail(self, external_id: str, asked: Asked) -> Answer:
        ad = self._world.find(DJINNI, external_id, asked.now)
        if ad is None or not ad.open_at(asked.now):
            return missing()
        text = self._world.text(ad)
        body = pages.detail(ad, text, posting(ad, text, asked.base))
        return Answer(Kind.DETAIL, body, modified=ad.posted_at)

    def _feed(self, asked: Asked) -> Answer:
        found = [(ad, self._world.text(ad)) for ad in self._found(asked, "")[:IN_FEED]]
        items = "".join(
            f"<item><title>{escaped(text.title)}</title><link>{url(ad, asked.base)}</link>"
            f"<description>{escaped(pages.told(text))}</description>"
            f"<pubDate>{format_datetime(ad.posted_at)}</pubDate>"
            f"<guid>{url(ad, asked.base)}</guid></item>"
            for ad, text in found
        )
        body = (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
            f"<title>Djinni</title><link>{asked.base}/jobs/</link>"
            f"<description>Jobs</description>{items}</channel></rss>\n"
        )
        return Answer(Kind.LISTING, body.encode(), XML)


def url(ad: Ad, base: str) -> str:
    return f"{base}{pages.path(ad)}"


def posting(ad: Ad, text: Text, base: str) -> dict[str, Any]:
    job = ad.job
    posted = local(ad.posted_at).replace(microsecond=ad.serial % 900_000 + 100_000)
    found = job_posting(
        ad,
        text.title,
        text.description,
        url=url(ad, base),
        posted=posted.isoformat(),
        until=ad.posted_at + _MONTH * 4,
    )
    found["identifier"] = int(ad.external_id)
    found["industry"] = job.company.sector
    found["category"] = job.profession.id
    if job.remote:
        found["jobLocationType"] = "TELECOMMUTE"
        found["applicantLocationRequirements"] = {"@type": "Country", "name": "Україна"}
    else:
        shapes: tuple[str | list[str], ...] = (job.city, [job.city], [])
        found["jobLocation"] = place(shapes[ad.serial % _PLACES])
    return found


def cities(ad: Ad) -> tuple[str, ...]:
    """What its JobPosting names: an empty list of localities leaves the country."""
    if ad.job.remote:
        return ()
    return (COUNTRY,) if ad.serial % _PLACES == _PLACES - 1 else (ad.job.city,)
