"""The board in HeadHunter's shape: an API for programs that name their token, pages for people.

Without a token the API refuses, at times with a captcha to be solved; pay stands in the old field,
in the new one or in both; contacts come along.
"""

import re
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec

from demo.ads import Ad
from demo.boards import grc_pages as pages
from demo.boards.answer import JSON, Answer, Asked, Kind, missing, robots, whole
from demo.boards.prose import in_paragraphs
from demo.boards.shelf import Shelf
from demo.elsewhere import GRC
from demo.pay import Offer
from demo.text import Text
from demo.vocabulary.companies import CONTACTS
from demo.world import World

TOKEN: Final = "demo-application-token"  # noqa: S105 - of a board that does not exist
PER_PAGE: Final = 20
MOST_PER_PAGE: Final = 100
DEEPEST: Final = 2_000
_SNIPPET: Final = 160
_RIDDLE_EVERY: Final = 3
_SHAPES: Final = 3
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
            "items": [_item(ad, self._world.text(ad), words, asked.base) for ad in shown],
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
        body = msgspec.json.encode(_whole(ad, self._world.text(ad), asked.base))
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


def url(ad: Ad, base: str) -> str:
    return f"{base}/vacancy/{ad.external_id}"


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


def _item(ad: Ad, text: Text, words: str, base: str) -> dict[str, Any]:
    told = [line.text for line in text.lines if line.relevant]
    duties, needs = " ".join(told[1:4])[:_SNIPPET], " ".join(told[-6:])[:_SNIPPET]
    snippet = {"requirement": _lit(needs, words), "responsibility": _lit(duties, words)}
    return {**_common(ad, text, base), "snippet": snippet}


def _whole(ad: Ad, text: Text, base: str) -> dict[str, Any]:
    skills = [{"name": skill.names[ad.job.language]} for skill in ad.job.skills]
    return {
        **_common(ad, text, base),
        "description": in_paragraphs(text),
        "key_skills": skills,
        "archived": False,
    }


def _common(ad: Ad, text: Text, base: str) -> dict[str, Any]:
    job = ad.job
    shape = ad.serial % _SHAPES
    moment = ad.posted_at.astimezone(ZoneInfo("Europe/Kyiv"))
    contact = CONTACTS[ad.serial % len(CONTACTS)]
    found: dict[str, Any] = {
        "id": ad.external_id,
        "name": text.title,
        "area": {"id": "115", "name": job.city},
        "employer": {"id": str(job.company.number), "name": job.company.name},
        "published_at": f"{moment:%Y-%m-%dT%H:%M:%S%z}",
        "alternate_url": url(ad, base),
        "salary": None if shape == _SHAPES - 1 else _pay(ad.offer),
        "professional_roles": [{"id": "96", "name": job.profession.id}],
        "experience": _experience(job.years),
        "employment": _employment(part_time=job.part_time),
        "schedule": _schedule(remote=job.remote),
        "contacts": {"name": contact, "email": f"{job.company.number}@{job.company.slug}"},
        "type": {"id": "open", "name": "Відкрита"},
    }
    if shape > 0 and ad.offer:
        mode = {"mode": {"id": "MONTH", "name": "За місяць"}, "frequency": None}
        found["salary_range"] = {**(_pay(ad.offer) or {}), **mode}
    return found


def _pay(offer: Offer | None) -> dict[str, Any] | None:
    if offer is None:
        return None
    high = offer.high if offer.high != offer.low else None
    return {"from": offer.low, "to": high, "currency": offer.currency, "gross": True}


def _experience(years: int) -> dict[str, str]:
    if not years:
        return {"id": "noExperience", "name": "Без досвіду"}
    return {"id": "between1And3", "name": f"Від {years} р."}


def _employment(*, part_time: bool) -> dict[str, str]:
    if part_time:
        return {"id": "part", "name": "Часткова зайнятість"}
    return {"id": "full", "name": "Повна зайнятість"}


def _schedule(*, remote: bool) -> dict[str, str]:
    if remote:
        return {"id": "remote", "name": "Віддалена робота"}
    return {"id": "fullDay", "name": "Повний день"}


def _lit(text: str, words: str) -> str:
    for word in words.split():
        found = re.compile(re.escape(word), re.IGNORECASE)
        text = found.sub(lambda match: f"<highlighttext>{match[0]}</highlighttext>", text)
    return text
