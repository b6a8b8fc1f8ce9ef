"""The small part of SPARQL that is needed to ask for the films.

One basic graph pattern or one SELECT within another, filters on a variable's language or text,
ORDER BY, LIMIT and OFFSET; whatever else is asked is refused aloud, never answered by a guess.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from msgspec import Struct

from demo.boards.triples import KNOWN, Term, Triple, typed, uri

_MOST: Final = 1_000
_TOKEN: Final = re.compile(
    r"""\s+|\#[^\n]*|(?P<token><[^<>\s]*>|\?\w+|"(?:[^"\\]|\\.)*"(?:@[\w-]+)?
    |[A-Za-z][\w-]*:[\w-]*|[A-Za-z]+|\d+|[{}().;,*=>]|!=)""",
    re.VERBOSE,
)


class Unsupported(ValueError):  # noqa: N818 - a word of the endpoint
    """The query is not of the part that is understood."""


class _Language(Struct, frozen=True):
    variable: str
    lang: str


class _Beyond(Struct, frozen=True):
    """STR(?variable) > "text"."""

    variable: str
    text: str


Row = dict[str, Term]
Pattern = tuple[Term | str, Term | str, Term | str]


class _Query(Struct):
    variables: list[str] = []
    distinct: bool = False
    inner: "_Query | None" = None
    """Instead of patterns."""
    patterns: list[Pattern] = []
    languages: list[_Language] = []
    beyond: list[_Beyond] = []
    order: str = ""
    as_text: bool = False
    """ORDER BY STR(?variable)."""
    falling: bool = False
    limit: int = _MOST
    offset: int = 0


def select(text: str, known: Iterable[Triple]) -> dict[str, Any]:
    shown, page = _answer(_Reader(text).query(), tuple(known))
    return {"head": {"vars": shown}, "results": {"bindings": page}}


def _answer(query: _Query, triples: tuple[Triple, ...]) -> tuple[list[str], list[Row]]:
    within, rows = _answer(query.inner, triples) if query.inner else ([], [Row()])
    for pattern in query.patterns:
        rows = [grown for row in rows for grown in _matches(pattern, row, triples)]
    for wanted in query.languages:
        rows = [row for row in rows if _speaks(row.get(wanted.variable), wanted.lang)]
    for limit in query.beyond:
        rows = [row for row in rows if _text(row.get(limit.variable)) > limit.text]
    shown = query.variables or within or list(dict.fromkeys(name for row in rows for name in row))
    if query.order:
        key = _text if query.as_text else _order
        rows.sort(key=lambda row: key(row.get(query.order)), reverse=query.falling)
    told = [{name: row[name] for name in shown if name in row} for row in rows]
    if query.distinct:
        told = list({repr(row): row for row in told}.values())
    return shown, told[query.offset : query.offset + query.limit]


def _matches(pattern: Pattern, row: Row, triples: tuple[Triple, ...]) -> Iterator[Row]:
    for triple in triples:
        grown = dict(row)
        for asked, found in zip(pattern, triple, strict=True):
            wanted = grown.setdefault(asked, found) if isinstance(asked, str) else asked
            if wanted != found:
                break
        else:
            yield grown


def _speaks(term: Term | None, lang: str) -> bool:
    return term is not None and term.lang == lang


def _text(term: Term | None) -> str:
    return term.value if term else ""


def _order(term: Term | None) -> tuple[float, str]:
    if term is None:
        return (-1.0, "")
    numeric = term.datatype.endswith(("integer", "decimal"))
    return (float(term.value), "") if numeric else (0.0, term.value)


class _Reader:
    """Reads a query word by word."""

    def __init__(self, text: str) -> None:
        self._words = _words(text)
        self._at = 0
        self._prefixes = dict(KNOWN)
        self._query = _Query()

    def query(self) -> _Query:
        while self._next("PREFIX"):
            name, address = self._take(), self._take()
            self._prefixes[name.rstrip(":")] = address.strip("<>")
        query = self._select()
        if self._word:
            raise Unsupported(f"{self._word!r} at the end")
        return query

    def _select(self) -> _Query:
        query = self._query = _Query()
        self._expect("SELECT")
        query.distinct = self._next("DISTINCT")
        while self._word.startswith("?"):
            query.variables.append(self._take()[1:])
        if not query.variables:
            self._expect("*")
        self._next("WHERE")
        self._expect("{")
        if self._next("{"):
            query.inner = self._select()
            self._expect("}")
            self._query = query
        while not self._next("}"):
            self._filter() if self._next("FILTER") else self._triples()
        self._solution()
        return query

    def _triples(self) -> None:
        subject = self._term()
        while True:
            verb = self._term()
            self._query.patterns.append((subject, verb, self._term()))
            while self._next(","):
                self._query.patterns.append((subject, verb, self._term()))
            if not self._next(";"):
                break
        if not self._next(".") and self._word not in ("}", "FILTER"):
            raise Unsupported(f"{self._word!r} after a triple")

    def _filter(self) -> None:
        self._expect("(")
        function, other = ("LANG", "=") if self._word.upper() == "LANG" else ("STR", ">")
        self._expect(function)
        variable = self._bracketed()
        self._expect(other)
        text = json.loads(self._text())
        if function == "LANG":
            self._query.languages.append(_Language(variable, text))
        else:
            self._query.beyond.append(_Beyond(variable, text))
        self._expect(")")
        self._next(".")

    def _bracketed(self) -> str:
        self._expect("(")
        variable = self._take()[1:]
        self._expect(")")
        return variable

    def _text(self) -> str:
        if not re.fullmatch(r'"(?:[^"\\]|\\.)*"', self._word):
            raise Unsupported(f"{self._word!r} where a text is expected")
        return self._take()

    def _solution(self) -> None:
        if self._next("ORDER"):
            self._expect("BY")
            self._query.falling = self._next("DESC")
            self._query.as_text = not self._query.falling and self._next("STR")
            opened = self._query.as_text or self._query.falling or self._next("ASC")
            self._query.order = self._bracketed() if opened else self._take()[1:]
        while self._word not in ("", "}"):
            word = self._take().upper()
            if word not in ("LIMIT", "OFFSET") or not self._word.isdigit():
                raise Unsupported(f"{word!r} at the end")
            number = int(self._take())
            if word == "LIMIT":
                self._query.limit = min(number, _MOST)
            else:
                self._query.offset = number

    def _term(self) -> Term | str:
        word = self._take()
        if word.startswith("?"):
            return word[1:]
        if word.startswith("<"):
            return uri(word.strip("<>"))
        if word == "a":
            return uri(f"{KNOWN['rdf']}type")
        if word.startswith('"'):
            value, _, lang = word.rpartition('"')
            return Term("literal", value[1:], lang=lang.lstrip("@"))
        if word.isdigit():
            return typed(word, "integer")
        prefix, colon, name = word.partition(":")
        if not colon or prefix not in self._prefixes:
            raise Unsupported(f"{word!r} is no term that is known here")
        return uri(self._prefixes[prefix] + name)

    @property
    def _word(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _take(self) -> str:
        word = self._word
        if not word:
            raise Unsupported("it ends too early")
        self._at += 1
        return word

    def _next(self, word: str) -> bool:
        if self._word.upper() != word:
            return False
        self._at += 1
        return True

    def _expect(self, word: str) -> None:
        if not self._next(word):
            raise Unsupported(f"{self._word!r} where {word} is expected")


def _words(text: str) -> list[str]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Unsupported(f"{text[at : at + 20]!r} is not understood")
        if match["token"]:
            found.append(match["token"])
        at = match.end()
    return found
