"""Indeed's job-alert e-mails: the jobs that a person asked to be told of."""

import email
import re
from collections.abc import Sequence
from datetime import datetime
from email.message import Message
from email.policy import compat32
from typing import Final

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from contracts.records import Outcome, Page, Parsed
from crawler.reading.addresses import absolute, parts_of
from crawler.reading.ads import an_ad, kyiv_moment, where
from crawler.reading.decoding import text_of
from crawler.reading.html_fields import attribute, holds, pieces
from crawler.reading.html_text import node_line, parse_html
from crawler.reading.pages import Shown, listed
from crawler.reading.refusals import changed
from crawler.sources.indeed_pages import ids_in, key_of
from understanding.money import parse_salary

_HEAD: Final = re.compile(
    rb"\s{0,8}(?:[A-Za-z-]{2,40}:[^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n){0,20}){2,}"
)
_SUBJECT: Final = re.compile(rb"^(?:from|subject|mime-version):", re.IGNORECASE | re.MULTILINE)
_RATING: Final = re.compile(r"[0-5][.,][0-9](?: ★| stars?)?|★+")
_AGE: Final = re.compile(r"just posted|today|\d+\+? (?:day|hour|minute)s? ago", re.IGNORECASE)
_NOISE: Final = re.compile(r"easily apply|new|view job|apply now|save|•|·|-|–", re.IGNORECASE)
_NOTHING: Final = re.compile(r"no new jobs|0 new jobs", re.IGNORECASE)
_LOOKED_AT: Final = 4_096
_MOST_PARTS: Final = 50
_MOST_JOBS: Final = 200
_HIGHEST: Final = 12
"""Elements around a job's link that may be all about that job."""


def is_one(page: Page) -> bool:
    kind = page.headers.get("content-type", "").lower()
    start = page.body[:_LOOKED_AT]
    return kind.startswith("message/rfc822") or (
        _HEAD.match(start) is not None and _SUBJECT.search(start) is not None
    )


def read(page: Page) -> Parsed:
    """Read a whole message: its HTML part."""
    part = _html_of(email.message_from_bytes(page.body, policy=compat32))
    if part is None:
        return changed("a message without an HTML part")
    tree = parse_html(text_of(part(page)))
    return changed("far more tags than a message has") if tree is None else read_html(tree, page)


def looks_like_one(tree: LexborHTMLParser) -> bool:
    """A page of the site has scripts and its cards' marks; a message has neither."""
    return tree.css_first("[data-jk], script, .job_seen_beacon") is None


def read_html(tree: LexborHTMLParser, page: Page) -> Parsed:
    keys = ids_in(tree)
    if not keys:
        said = _NOTHING.search(node_line(tree.body))
        return Parsed(outcome=Outcome.EMPTY) if said else changed("a message without jobs")
    links = [link for link in tree.css("a[href*='jk=']") if key_of(link) and node_line(link)]
    first: dict[str, LexborNode] = {}
    for link in links[:_MOST_JOBS]:
        first.setdefault(key_of(link), link)
    shown = [_job(key, link, page.fetched_at) for key, link in first.items()]
    dead = any(node_line(each) for each in tree.css("a:not([href])"))
    doubt = "links that lead nowhere" if dead else ""
    return listed(shown, rich=True, linked=keys, doubt=doubt)


def _job(key: str, link: LexborNode, now: datetime) -> Shown:
    title = node_line(link)
    said = [each for each in _around(key, link) if not _NOISE.fullmatch(each)]
    said = [each for each in said if not _RATING.fullmatch(each) and each != title]
    if not said:
        return Shown(None, "a link to a job, and nothing else about it")
    company, sign, place = said[0].partition(" - ")
    rest = said[1:] if sign else said[2:]
    place = place if sign else said[1] if len(said) > 1 else ""
    pay = next((each for each in rest if parse_salary(each)), "")
    age = next((each for each in rest if _AGE.fullmatch(each)), "")
    target = parts_of(absolute("https://www.indeed.com", attribute(link, "href")))
    posting = an_ad(
        key,
        title,
        url=f"{target.scheme}://{target.netloc}/viewjob?jk={key}",
        company=company,
        salary_text=pay,
        posted_at=now if age.lower() == "just posted" else kyiv_moment(age, now) if age else None,
        description="\n".join(each for each in rest if each not in (pay, age)),
        **where(place.removeprefix("- ")),
    )
    missing = "place" if not place else "" if posting.description else "text"
    return Shown(posting, f"a job without its {missing}" if missing else "")


def _around(key: str, link: LexborNode) -> Sequence[str]:
    """What the largest element says that speaks of this job alone."""
    best, at = link, link.parent
    for _ in range(_HIGHEST):
        if at is None or at.tag in ("body", "html"):
            break
        links = at.css("a[href*='jk=']")
        if any(key_of(each) not in ("", key) for each in links):
            break
        best, at = at, at.parent
    return pieces(best, [link]) if holds(best, link) and best.mem_id != link.mem_id else []


def _html_of(message: Message) -> "_Part | None":
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            return None
        if part.get_content_type() == "text/html":
            return _Part(part)
    return None


class _Part:
    """A part of a message, as the page that it would be."""

    def __init__(self, part: Message) -> None:
        self._part = part

    def __call__(self, page: Page) -> Page:
        body = self._part.get_payload(decode=True)
        kind = f"text/html; charset={self._part.get_param('charset') or 'utf-8'}"
        raw = body if isinstance(body, bytes) else b""
        return replace(page, body=raw, headers={"content-type": kind})
