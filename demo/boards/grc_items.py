"""Items of the API in HeadHunter's shape."""

import re
from typing import Any, Final
from zoneinfo import ZoneInfo

from demo.ads import Ad
from demo.boards.prose import in_paragraphs
from demo.pay import Offer
from demo.text import Text
from demo.vocabulary.companies import CONTACTS

_SNIPPET: Final = 160
_SHAPES: Final = 3


def url(ad: Ad, base: str) -> str:
    return f"{base}/vacancy/{ad.external_id}"


def item(ad: Ad, text: Text, words: str, base: str) -> dict[str, Any]:
    told = [line.text for line in text.lines if line.relevant]
    duties, needs = " ".join(told[1:4])[:_SNIPPET], " ".join(told[-6:])[:_SNIPPET]
    snippet = {"requirement": _lit(needs, words), "responsibility": _lit(duties, words)}
    return {**_common(ad, text, base), "snippet": snippet}


def vacancy(ad: Ad, text: Text, base: str) -> dict[str, Any]:
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
