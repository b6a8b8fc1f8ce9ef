"""What may be wrong with a declared source that its types cannot say (pure)."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from contracts.declared import CONNECTORS, DeclaredSource, SourceSpec
from contracts.errors import Permanent
from contracts.names import PUBLIC
from crawler.sources.declared import templates
from crawler.sources.declared.field_faults import field_faults
from engines.fetching.statements import one_select

_SCHEMES: Final[dict[str, tuple[str, ...]]] = {
    "sql": ("postgresql", "sqlite"),
    "mongo": ("mongodb",),
    "sparql": ("https", "http"),
    "mail": ("imaps", "file"),
    "website": ("https", "http"),
}
_FILES_TOO: Final = ("https", "http", "file")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
_KEPT_APART: Final = frozenset({"authorization", "proxy-authorization", "cookie"})
_SECRET: Final = re.compile(
    r"(.*(api|access|auth)[_-]?(key|token)|token|secret|pass.*)", re.IGNORECASE
)
_CODE: Final = frozenset({"$where", "$function", "$accumulator", "$expr"})
_SPAN: Final = re.compile(r"[1-9]\d{0,4}[smhdw]")

Faults = Iterator[tuple[str, str]]


def source_faults(source: DeclaredSource) -> Faults:
    """(field, fault) of each, the first of them first."""
    if source.space == PUBLIC:
        yield ".metadata.namespace", "public is for the boards that are built in; name another"
    spec = source.spec
    given = [name for name in CONNECTORS if getattr(spec, name) is not None]
    if len(given) != 1:
        said = f"has {' and '.join(given)}" if given else "has none"
        yield ".spec", f"needs exactly one of {', '.join(CONNECTORS)}; it {said}"
        return
    (name,) = given
    yield from _address_faults(spec, name)
    yield from _own_faults(spec, name)
    yield from field_faults(spec, name)
    yield from _secret_faults(spec, name)
    if spec.pace.interval_ms < 0 or spec.pace.slots < 0:
        yield ".spec.pace", "must not be below 0"


def _address_faults(spec: SourceSpec, name: str) -> Faults:
    where, url = f".spec.{name}.url", getattr(spec, name).url
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        yield where, f"{url!r} is no address: {error}"
        return
    schemes = _SCHEMES.get(name, _FILES_TOO)
    if parts.scheme not in schemes or not parts.netloc:
        folder = (
            "; FOLDER is one that an admin allowed: file://FOLDER/name" if "file" in schemes else ""
        )
        yield (
            where,
            f"{url!r} must begin with {' or '.join(f'{each}://' for each in schemes)}{folder}",
        )
    if "@" in parts.netloc:
        yield where, "holds a credential; name its secret in spec.credential instead"
    for key, _ in parse_qsl(parts.query):
        if _SECRET.fullmatch(key):
            yield where, f"{key!r} looks like a secret; name it in spec.credential instead"
    if "{" in parts.netloc:
        yield where, "a placeholder cannot stand in the host's name"
    if ".." in parts.path.split("/"):
        yield where, "must not lead upwards (..)"
    yield from _placeholder_faults(spec, name)


def _placeholder_faults(spec: SourceSpec, name: str) -> Faults:
    block = getattr(spec, name)
    where = f".spec.{name}.url"
    used = templates.names_in(block.url)
    paged = templates.PAGED if name in ("json", "xml", "html") else ()
    searched = templates.FROM_WATCH if name not in ("telegram", "mail", "website") else ()
    known = {*searched, *spec.each, *paged}
    for each in sorted(used - known):
        yield where, f"{{{each}}} is not known here; known: {', '.join(sorted(known)) or 'none'}"
    for each, values in spec.each.items():
        if each not in templates.names_in([block.url, getattr(block, "body", None)]):
            yield f".spec.each.{each}", f"{{{each}}} does not stand in the address"
        if not values:
            yield f".spec.each.{each}", "is empty"


def _own_faults(spec: SourceSpec, name: str) -> Faults:
    """What only some connectors have."""
    if getattr(getattr(spec, name), "size", 1) < 1:
        yield f".spec.{name}.size", "must be at least 1"
    if spec.csv and len(spec.csv.delimiter) != 1:
        yield ".spec.csv.delimiter", "must be one character"
    if spec.website and min(spec.website.depth, spec.website.pages) < 0:
        yield ".spec.website", "depth and pages must not be below 0"
    if spec.mongo:
        yield from _code_faults(spec.mongo.filter, ".spec.mongo.filter")
    if spec.mail and spec.mail.within and not _SPAN.fullmatch(spec.mail.within):
        yield ".spec.mail.within", "expected a span such as 30d"
    yield from _query_faults(spec)


def _query_faults(spec: SourceSpec) -> Faults:
    if spec.sql:
        try:
            one_select(spec.sql.query)
        except Permanent as error:
            yield ".spec.sql.query", str(error)
    if spec.sparql:
        if not re.match(r"\s*select\b", spec.sparql.query, re.IGNORECASE):
            yield ".spec.sparql.query", "must begin with SELECT; prefixes stand in `prefixes`"
        if not re.fullmatch(r"[A-Za-z_]\w{0,62}", spec.sparql.key):
            yield ".spec.sparql.key", "is the name of a variable, without its ?"
        for prefix, address in spec.sparql.prefixes.items():
            if not re.fullmatch(r"[\w-]{0,62}", prefix) or re.search(r"[<>\"\s{}|\\^`]", address):
                yield f".spec.sparql.prefixes.{prefix}", "is no prefix and address"


def _code_faults(data: object, where: str) -> Faults:
    """No code of any kind is sent to a database."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in _CODE:
                yield f"{where}.{key}", "runs code in the database, which is not asked for here"
            yield from _code_faults(value, f"{where}.{key}")
    elif isinstance(data, list | tuple):
        for number, value in enumerate(data):
            yield from _code_faults(value, f"{where}[{number}]")


def _secret_faults(spec: SourceSpec, name: str) -> Faults:
    for header in getattr(getattr(spec, name), "headers", {}):
        if header.lower() in _KEPT_APART:
            yield (
                f".spec.{name}.headers.{header}",
                "is a secret; name it in spec.credential instead",
            )
    if spec.credential and not _NAME.fullmatch(spec.credential):
        yield ".spec.credential", "is the name of a secret setting, of letters, digits, - and _"
    ways = ("bearer", "basic")
    if spec.credential_as not in ways and not re.fullmatch(
        r"header [A-Za-z0-9-]{1,64}", spec.credential_as
    ):
        yield ".spec.credentialAs", "expected bearer, basic, or `header NAME`"
