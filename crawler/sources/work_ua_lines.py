"""The lines of work.ua's cards and pages.

They are told apart by their icons, for a note can be as bold as the salary itself. A line is
whatever stands around an icon, so that no class is needed to find it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace
from selectolax.lexbor import LexborNode

from crawler.reading.html_fields import around, attribute, pieces
from crawler.reading.html_text import node_line
from understanding.money import parse_salary

_TITLES: Final = re.compile(
    r"(?P<salary>зарплата|salary)"
    r"|(?P<company>(?:дані про |данные о )?компан[іи][юяи]|(?:about )?(?:the )?company\b.*)"
    r"|(?P<place>адреса роботи|адрес работы|(?:place|address) of work|work (?:location|address))"
    r"|(?P<terms>умови [йі] вимоги|условия и требования|conditions\b.*|(?:job )?requirements\b.*)",
    re.IGNORECASE,
)
_NOT_OURS: Final = re.compile(
    r"Зарплата .|Контакт|Contact|Знання мов|Знание язык|Language|Місце роботи|Место работы"
)
_ICONS: Final = (
    "span[title], i[title], em[title], svg[title], img[title], use[title], [class*=glyphicon]"
)
_MOST_ICONS: Final = 60


def fields_of(within: LexborNode) -> tuple[dict[str, Any], str]:
    """Return what the lines say, and what of them cannot be read."""
    said: dict[str, str] = {}
    unread: list[LexborNode] = []
    for icon, line in _lines(within):
        title = attribute(icon, "title")
        known = _TITLES.fullmatch(title)
        field = known.lastgroup if known else None
        if field:
            said.setdefault(field, _after(icon, line, is_pay=field == "salary"))
        elif not _NOT_OURS.match(title):
            unread.append(line)
    fields = {
        "company": said.get("company", ""),
        "places": tuple(filter(None, [_before_the_dot(said.get("place", ""))])),
        "salary_text": said.get("salary", ""),
        "employment": _before_the_dot(said.get("terms", "")),
    }
    return fields, _unread(said, unread)


def _unread(said: Mapping[str, str], unread: list[LexborNode]) -> str:
    """A line by no known icon is something new, unless a field is missing that it may be."""
    empty = next((field for field, text in said.items() if not text), "")
    if empty:
        return f"an empty line of {empty}"
    missing = [field for field in ("company", "place", "terms") if field not in said]
    if unread and missing:
        return f"a line by an unknown icon, and no {missing[0]}"
    paid = any(parse_salary(node_line(line)) for line in unread)
    return "pay in a line by an unknown icon" if paid and "salary" not in said else ""


def _lines(within: LexborNode) -> Iterator[tuple[LexborNode, LexborNode]]:
    for icon in within.css(_ICONS)[:_MOST_ICONS]:
        line = around(icon) if not node_line(icon) else None
        if line is not None:
            yield icon, line


def _after(icon: LexborNode, line: LexborNode, *, is_pay: bool) -> str:
    """The first words of a line, for notes come later; all of it where pay is told by the rest."""
    said = pieces(line, [icon])
    if not is_pay or len(said) <= 1:
        return "".join(said[:1])
    first, whole = parse_salary(said[0]), parse_salary(" ".join(said))
    if whole is None or (first and replace(first, gross=whole.gross) != whole):
        return said[0]
    return said[0] if whole == first else " ".join(said)


def _before_the_dot(text: str) -> str:
    return text.partition("·")[0].strip()
