"""One SELECT of a declared source, as a part of ours (pure).

The database itself lets nothing but reading through (its own transaction, authorizer or user);
here a person is told in words what is wrong, and the parameters are found.
"""

import re
from collections.abc import Iterator
from typing import Final

from contracts.asking import Rows
from contracts.errors import Permanent
from contracts.frontier import Request
from engines.fetching.bounds import MOST_ROWS

AFTER: Final = "prospekt_after"
LIMIT: Final = "prospekt_limit"
_READS: Final = frozenset({"select", "with", "values"})
_TOKEN: Final = re.compile(
    r"""
    (?P<quoted>
        (?<!\w)[eE]'(?:[^'\\]|\\.|'')*'     # a text with escapes
      | '(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*`
      | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$
    )
  | (?P<comment>--[^\n]* | /\*.*?\*/)
  | (?P<cast>::)
  | :(?P<name>[A-Za-z_]\w*)
  | (?P<end>;)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def wrapped(asked: Rows) -> str:
    """Return the page's statement; its `:names` are the query's, and AFTER and LIMIT."""
    query = f"SELECT * FROM (\n{one_select(asked.query)}\n) AS asked"
    key = '"' + asked.key.replace('"', '""') + '"'
    if asked.key and asked.after is not None:
        query += f" WHERE {key} > :{AFTER}"
    if asked.key:
        query += f" ORDER BY {key}"
    return f"{query} LIMIT :{LIMIT}"


def values(asked: Rows) -> dict[str, object]:
    """What the statement's names stand for; one row above the most shows that there is more."""
    bound: dict[str, object] = dict(asked.parameters)
    if asked.key and asked.after is not None:
        bound[AFTER] = asked.after
    return bound | {LIMIT: asked.limit or MOST_ROWS + 1}


def for_psycopg(statement: str) -> str:
    """Write `:name` as `%(name)s`, and every other percent sign twice."""
    return "".join(
        f"%({name})s" if name else text.replace("%", "%%") for text, name in _pieces(statement)
    )


def columns(request: Request, names: list[str]) -> list[str]:
    """Each column has a name of its own, or one would hide another."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        msg = f"source {request.source}: two columns are called {twice[0]!r}; name one with AS"
        raise Permanent(msg)
    return names


def one_select(query: str) -> str:
    """Return it without what may stand behind it; Permanent for anything else."""
    bare = query.strip().rstrip(";").rstrip()
    found = [match for match in _TOKEN.finditer(bare) if match.lastgroup not in _SILENT]
    first = found[0]["word"].lower() if found and found[0]["word"] else ""
    if first not in _READS:
        raise Permanent(
            f"the query begins with {(first or bare)[:40]!r}; a source asks by SELECT alone"
        )
    if any(match["end"] for match in found):
        raise Permanent("the query has a semicolon in it; a source asks by one SELECT")
    return bare


_SILENT: Final = frozenset({"comment", "space"})


def _pieces(statement: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(statement):
        yield match[0], match["name"] or ""
