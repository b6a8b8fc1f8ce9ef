"""Placeholders of a declaration, {keywords} and its like, filled with what a watch asks (pure)."""

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from contracts.subjects import WatchFilters, WatchSpec

FROM_WATCH: Final = ("keywords", "place", "days", "salary", "remote", "language")
PAGED: Final = ("page", "offset", "cursor")
_NAME: Final = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")
_WHOLE: Final = re.compile(r"-?[0-9]{1,15}")
_DAY: Final = {"s": 1 / 86_400, "m": 1 / 1440, "h": 1 / 24, "d": 1, "w": 7}

Values = Mapping[str, str]


def names_in(data: object) -> set[str]:
    """The placeholders that stand in a text, or in any text of a structure."""
    if isinstance(data, str):
        return set(_NAME.findall(data))
    if isinstance(data, dict):
        return set().union(*(names_in(value) for value in data.values()))
    if isinstance(data, list | tuple):
        return set().union(*(names_in(value) for value in data))
    return set()


def address(template: str, values: Values) -> str:
    """Fill and quote an address; a parameter whose placeholders all stay empty is left out."""
    base, mark, query = template.partition("?")
    kept = [part for part in query.split("&") if not _stays_empty(part, values)]
    filled = _NAME.sub(lambda found: quote(values.get(found[1], ""), safe=""), base)
    said = _NAME.sub(lambda found: quote(values.get(found[1], ""), safe=""), "&".join(kept))
    return f"{filled}{mark}{said}" if said else filled


def structure(data: Any, values: Values) -> Any:  # noqa: ANN401 - JSON
    """Fill every text of a structure; a text that is one placeholder may become a number."""
    if isinstance(data, dict):
        return {key: structure(value, values) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [structure(value, values) for value in data]
    if not isinstance(data, str):
        return data
    filled = _NAME.sub(lambda found: values.get(found[1], ""), data)
    alone = _NAME.fullmatch(data)
    is_number = alone and alone[1] in ("page", "offset", "days", "salary")
    return int(filled) if is_number and _WHOLE.fullmatch(filled) else filled


def sparql(query: str, values: Values) -> str:
    """Fill a query with quoted literals; other braces are SPARQL's own."""
    return _NAME.sub(
        lambda found: literal(values[found[1]]) if found[1] in values else found[0], query
    )


def literal(text: str) -> str:
    """A text as SPARQL writes it: JSON's escapes are among its own."""
    return json.dumps(text)


def listings(
    used: set[str], phrases: tuple[str, ...], spec: WatchSpec, each: Mapping[str, tuple[str, ...]]
) -> Iterator[dict[str, str]]:
    """One filling for every listing that answers a watch; what is not used does not multiply."""
    filters = spec.filters
    choices: dict[str, tuple[str, ...]] = {
        "keywords": phrases,
        "place": filters.places,
        "days": (_days(filters.posted_within),),
        "salary": (_salary(filters),),
        "remote": ("true" if filters.remote else "",),
        "language": spec.languages,
    }
    taken = {name: choices[name] or ("",) for name in FROM_WATCH if name in used} | dict(each)
    for combination in itertools.product(*taken.values()):
        yield dict(zip(taken, combination, strict=True))


def _salary(filters: WatchFilters) -> str:
    """Leave one out that names its currency: the listing may not know it."""
    if filters.salary_min is None or filters.salary_currency:
        return ""
    return f"{filters.salary_min:.0f}"


def _days(span: str) -> str:
    """Whole days, at least one; "" when nothing is asked."""
    return str(max(1, round(int(span[:-1]) * _DAY[span[-1]]))) if span else ""


def _stays_empty(part: str, values: Values) -> bool:
    names = _NAME.findall(part)
    return bool(names) and not any(values.get(name) for name in names)
