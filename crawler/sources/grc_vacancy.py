"""A vacancy's page of a HeadHunter-shaped site without JSON-LD: by its `data-qa` hooks.

The site writes each of them on every vacancy, "pay is not stated" too: one that is missing was
renamed.
"""

from collections.abc import Mapping
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from contracts.records import Outcome, Page, Parsed
from crawler.reading.ads import an_ad, kyiv_moment
from crawler.reading.html_text import node_line, node_paragraphs
from crawler.reading.refusals import changed
from understanding import places
from understanding.money import parse_salary

_HOOKS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("vacancy-title",),
    "company": ("vacancy-company-name",),
    "pay": ("vacancy-salary",),
    "address": ("vacancy-view-location", "vacancy-view-raw-address"),
    "employment": ("vacancy-view-employment-mode", "common-employment-text"),
    "published": ("vacancy-creation-time", "vacancy-creation-time-redesigned"),
    "description": ("vacancy-description",),
}
"""As the site has named them, now or before."""
_FORMAT: Final = "work-formats-text"
"""Beside the newer name of employment, which the older one tells with it."""


def vacancy_by_hooks(tree: LexborHTMLParser, page: Page, *, number: str, url: str) -> Parsed:
    found = {field: _first(tree, names) for field, names in _HOOKS.items()}
    lost = [field for field, node in found.items() if not node_line(node)]
    newer = tree.css_first(_hook("common-employment-text")) is not None
    form = node_line(tree.css_first(_hook(_FORMAT)))
    if newer and not form:
        lost.append("format of the work")
    if lost:
        return changed(f"a vacancy's page without JSON-LD, and without {', '.join(lost)}")
    said = {field: node_line(node) for field, node in found.items()}
    posted_at = kyiv_moment(said["published"], page.fetched_at)
    if posted_at is None:
        return changed("a vacancy's page without the day of its publication")
    posting = an_ad(
        number,
        said["title"],
        url=url,
        company=said["company"],
        places=tuple(filter(None, [said["address"].partition(",")[0].strip()])),
        remote=True if places.is_remote(f"{said['employment']}, {form}") else None,
        salary_text=said["pay"] if parse_salary(said["pay"]) else "",
        posted_at=posted_at,
        employment=said["employment"],
        description=_described(found["description"]),
    )
    return Parsed(outcome=Outcome.OK, postings=(posting,))


def _first(tree: LexborHTMLParser, names: tuple[str, ...]) -> LexborNode | None:
    return tree.css_first(", ".join(map(_hook, names)))


def _hook(name: str) -> str:
    return f'[data-qa~="{name}"]'


def _described(node: LexborNode | None) -> str:
    return "" if node is None else node_paragraphs(node)
