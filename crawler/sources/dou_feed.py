"""jobs.dou.ua's RSS: whole vacancies, whose title alone says company, places and pay."""

import re
from datetime import datetime
from html import unescape
from typing import Any, Final

from contracts.records import Outcome, Parsed
from crawler.reading.addresses import absolute, path_of
from crawler.reading.ads import an_ad, kyiv_moment
from crawler.reading.html_text import one_line, paragraphs
from crawler.reading.pages import Shown, listed
from crawler.reading.refusals import changed
from understanding import places
from understanding.money import parse_salary

_FEED: Final = re.compile(r"(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<rss\b", re.DOTALL)
_ID: Final = re.compile(r"/vacancies/([0-9]{1,18})(?:/|\?|$)")
_ELEMENT: Final = re.compile(r"<([a-zA-Z][\w:.-]{0,40})")
_KNOWN: Final = frozenset(
    {"title", "link", "description", "pubDate", "guid", "category", "author", "dc:creator"}
    | {"content:encoded", "enclosure", "comments", "source"}
)
_CDATA: Final = re.compile(r"\s*<!\[CDATA\[(.*?)\]\]>\s*", re.DOTALL)
_ABROAD: Final = frozenset({"за кордоном", "за рубежом", "abroad"})
_MOST_ITEMS: Final = 1_000
_SEVERAL: Final = 5
"""Some items have no date; so many without any are something new."""


def is_one(start: str) -> bool:
    return _FEED.match(start) is not None


def read(text: str, base: str, now: datetime) -> Parsed:
    items = [piece.partition("</item") for piece in text.split("<item")[1:]]
    if len(items) > _MOST_ITEMS or not all(end for _, end, _ in items):
        return changed("items of the feed that have no end, or far too many")
    if not items:
        if _ID.search(text) or "</channel>" not in text:
            return changed("a feed that breaks off, or that has vacancies and no items")
        return Parsed(outcome=Outcome.EMPTY)
    dated = any("<pubDate" in item for item, _, _ in items)
    doubt = "" if dated or len(items) < _SEVERAL else "no item has a `pubDate`"
    return listed([_item(item, base, now) for item, _, _ in items], rich=True, doubt=doubt)


def _item(item: str, base: str, now: datetime) -> Shown:
    path = path_of(_said(item, "link") or _said(item, "guid"))
    found, title, said = _ID.search(path), one_line(_said(item, "title")), _said(item, "pubDate")
    if found is None or not title:
        return Shown(None, "an item without `title` or a `link` to a vacancy")
    role, fields = by_title(title)
    posting = an_ad(
        found[1],
        role,
        url=absolute(base, path),
        posted_at=kyiv_moment(said, now),
        description=paragraphs(_said(item, "description")),
        **fields,
    )
    if not posting.company or not posting.description:
        missing = "company in its title" if not posting.company else "`description`"
        return Shown(posting, f"an item without {missing}")
    return Shown(posting, _fault_of_date(item, said, posting.posted_at))


def _fault_of_date(item: str, said: str, posted_at: datetime | None) -> str:
    """Some items have none; one by another name is no reason to lose it."""
    if said:
        return "" if posted_at else "a `pubDate` that is none"
    first, *others = item.split("<![CDATA[")
    bare = first + "".join(each.partition("]]>")[2] for each in others)
    unknown = set(_ELEMENT.findall(bare)) - _KNOWN
    return f"no `pubDate`, but <{min(unknown)}>" if unknown else ""


def by_title(title: str) -> tuple[str, dict[str, Any]]:
    """Read "role в company, city, city, pay": a company may hold a comma, a role " в "."""
    role, sign, rest = title.rpartition(" в ")
    if not sign:
        return title, {}
    words = [each.strip() for each in rest.split(", ")]
    salary = words.pop() if len(words) > 1 and parse_salary(words[-1]) else ""
    cities: list[str] = []
    while len(words) > 1 and _is_place(words[-1]):
        cities.insert(0, words.pop())
    fields: dict[str, Any] = {
        "company": ", ".join(words),
        "places": tuple(each for each in cities if not places.is_remote(each)),
        "remote": True if any(map(places.is_remote, cities)) else None,
        "salary_text": salary,
    }
    return role, fields


def _is_place(text: str) -> bool:
    return bool(places.canonical(text)) or places.is_remote(text) or text.lower() in _ABROAD


def _said(item: str, name: str) -> str:
    """Return an element's text; what is no CDATA is escaped once."""
    opened = re.search(rf"<{name}\b[^>]{{0,200}}>", item)
    end = item.find(f"</{name}", opened.end()) if opened else -1
    if opened is None or end < 0:
        return ""
    said = item[opened.end() : end]
    data = _CDATA.fullmatch(said)
    return data[1] if data else unescape(said)
