"""What may be wrong with the fields, the paths and the paging of a declared source (pure)."""

from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contracts.declared import Field, Paging, SourceSpec
from crawler.sources.declared import paths, templates
from crawler.sources.declared.html_rows import selector_fault
from crawler.sources.declared.records import FIELDS, NEEDED

_WITH_FIELDS: Final = frozenset({"rss", "telegram", "mail"})
"""They have a title and a text without being told where."""
_BY_PATH: Final = frozenset({"json", "jsonl", "mongo"})
_PATHS: Final = ("total", "pages", "more", "cursor", "next")

Faults = Iterator[tuple[str, str]]


def field_faults(spec: SourceSpec, name: str) -> Faults:
    block = getattr(spec, name)
    if spec.website:
        yield from _website_faults(spec)
        return
    yield from _row_faults(block, name)
    if getattr(block, "paging", None) is not None:
        yield from _paging_faults(block, name)
    yield from _known_faults(spec, name)
    for where, field in _declared(spec, name):
        yield from _one_field_faults(field, name, where)


def _declared(spec: SourceSpec, name: str) -> Iterator[tuple[str, str | Field]]:
    """Every field, and what is declared like one."""
    for ours, field in spec.fields.items():
        yield f".spec.fields.{ours}", field
    if spec.id:
        yield ".spec.id", spec.id
    follow = getattr(getattr(spec, name), "follow", "")
    if follow:
        yield f".spec.{name}.follow", follow


def _row_faults(block: Any, name: str) -> Faults:  # noqa: ANN401 - one of the connectors
    for field in ("rows", "empty"):
        path = getattr(block, field, None)
        fault = _path_fault(name, path) if path or (path is not None and field == "rows") else ""
        if fault:
            yield f".spec.{name}.{field}", fault


def _website_faults(spec: SourceSpec) -> Faults:
    if spec.fields or spec.id:
        yield ".spec.fields", "a website's pages are read without them"
    if spec.yields != "documents":
        yield ".spec.yields", "a website yields documents (and the postings that its pages mark)"


def _known_faults(spec: SourceSpec, name: str) -> Faults:
    known = FIELDS[spec.yields]
    for ours in spec.fields:
        if ours not in known:
            yield f".spec.fields.{ours}", f"no field of {spec.yields}; known: {', '.join(known)}"
    for needed in NEEDED[spec.yields]:
        has_it = name in _WITH_FIELDS and needed in ("title", "text")
        if needed not in spec.fields and not has_it:
            yield ".spec.fields", f"{spec.yields} need `{needed}`"


def _paging_faults(block: Any, name: str) -> Faults:  # noqa: ANN401 - one of three
    paging: Paging = block.paging
    where = f".spec.{name}.paging"
    used = templates.names_in([block.url, getattr(block, "body", None)])
    ways = [
        *(["next"] if paging.next else []),
        *(["linkHeader"] if paging.link_header else []),
        *sorted(used & set(templates.PAGED)),
    ]
    if len(ways) != 1:
        said = f"has {' and '.join(ways)}" if ways else "has none"
        yield (
            where,
            f"needs one of next, linkHeader, {{page}}, {{offset}} and {{cursor}}; it {said}",
        )
    if ("cursor" in used) != bool(paging.cursor):
        yield f"{where}.cursor", "{cursor} in the address, and where it stands, belong together"
    for field in _PATHS:
        path = getattr(paging, field)
        fault = _path_fault(name, path) if path else ""
        if fault:
            yield f"{where}.{field}", fault


def _one_field_faults(declared: str | Field, name: str, where: str) -> Faults:
    field = declared if isinstance(declared, Field) else Field(from_=declared)
    given = (field.from_,) if isinstance(field.from_, str) else field.from_
    if bool(given) == bool(field.value):
        yield where, "needs either `from` or `value`"
    for path in given:
        fault = _path_fault(name, path)
        if fault:
            yield where, fault
    if field.template and "{}" not in field.template:
        yield f"{where}.template", "needs {} where the text goes"
    try:
        ZoneInfo(field.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield f"{where}.zone", f"{field.zone!r} is no time zone (Europe/Kyiv)"


def _path_fault(name: str, path: str) -> str:
    if not path.strip():
        return "is empty"
    if name == "html":
        return selector_fault(path)
    if name not in _BY_PATH:
        return ""
    try:
        paths.steps_of(path)
    except ValueError as error:
        return str(error)
    return ""
