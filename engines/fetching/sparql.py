"""A question to a SPARQL endpoint as an HTTP request: it can ask, never change (pure)."""

import re
from typing import Final
from urllib.parse import urlencode

from msgspec.structs import replace

from contracts.asking import decode_rows
from contracts.errors import Permanent
from contracts.frontier import Request

RESULTS: Final = "application/sparql-results+json"
_TOKEN: Final = re.compile(
    r"""
    (?P<text>\"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3}
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<comment>\#[^\n\r]*)
  | (?P<name>[?$@]\w+ | [\w.-]*:[\w.%:-]*)    # a variable, a language, a prefixed name
  | (?P<word>[A-Za-z_]\w*)
  | (?P<other>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_ASKS: Final = frozenset({"SELECT", "ASK"})
_CHANGES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}
)
_REACHES: Final = "SERVICE"


def as_http(request: Request) -> Request:
    """Return what to send; Permanent for a query that does anything but ask."""
    query = decode_rows(request.body).query
    _check(request, query)
    kind = {"Accept": RESULTS, "Content-Type": "application/x-www-form-urlencoded"}
    return replace(
        request,
        method="POST",
        headers={**request.headers, **kind},
        body=urlencode({"query": query}).encode(),
    )


def _check(request: Request, query: str) -> None:
    words = [found["word"].upper() for found in _TOKEN.finditer(query) if found["word"]]
    form = next((word for word in words if word not in ("PREFIX", "BASE")), "nothing")
    if form not in _ASKS:
        msg = f"source {request.source}: the query is {form}; a source asks by SELECT or ASK"
        raise Permanent(msg)
    if refused := sorted(_CHANGES.intersection(words)):
        raise Permanent(f"source {request.source}: {refused[0]} changes data; a source only asks")
    if _REACHES in words:
        msg = (
            f"source {request.source}: SERVICE makes the endpoint ask others; "
            "declare a source for each endpoint"
        )
        raise Permanent(msg)
