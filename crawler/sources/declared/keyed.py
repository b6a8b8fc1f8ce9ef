"""Rows by key: relational databases, MongoDB and SPARQL.

One row more than a page has is asked for: it says whether there is more, and that no two rows
share a key where pages meet.
"""

from itertools import pairwise
from typing import Any, Protocol

from contracts.asking import Rows
from contracts.declared import Mongo, Sparql, Sql
from contracts.frontier import Kind, Request
from contracts.records import Page
from crawler.reading.decoding import text_of
from crawler.reading.refusals import Changed
from crawler.sources.declared import paths, templates
from crawler.sources.declared.asker import Asker, State, state_of
from crawler.sources.declared.rows import FlatRow, JsonRow, Reading, Row
from crawler.sources.declared.texts import json_lines, json_of


class Dialect(Protocol):
    """How one kind of database is asked, and how its answer is taken apart."""

    key: str
    size: int
    url: str

    def used(self) -> set[str]: ...

    def asked(self, state: State, after: Any) -> tuple[Kind, Rows]: ...  # noqa: ANN401 - JSON

    def rows(self, page: Page) -> list[tuple[Any, Row]]:
        """(key, row) of each."""


class Keyed:
    def __init__(self, dialect: Dialect, asker: Asker) -> None:
        self._dialect = dialect
        self._asker = asker

    def used(self) -> set[str]:
        return self._dialect.used()

    def first(self, state: State) -> Request:
        return self._request(state, None)

    def read(self, page: Page) -> Reading:
        found = self._dialect.rows(page)
        size = self._dialect.size
        keys = [key for key, _ in found]
        rows = [row for _, row in found[:size]]
        missed = self._doubt(keys)
        if missed or len(found) <= size:
            return Reading(rows, missed=missed)
        return Reading(rows, (self._request(state_of(page), keys[size - 1]),))

    def _doubt(self, keys: list[Any]) -> str:
        if len(keys) > self._dialect.size + 1:
            return f"{len(keys)} rows, though {self._dialect.size + 1} were asked for"
        for number, (one, other) in enumerate(pairwise(keys), start=1):
            if one == other:
                return f"rows {number} and {number + 1} have the same `{self._dialect.key}` (key)"
        return ""

    def _request(self, state: State, after: Any) -> Request:  # noqa: ANN401 - JSON
        kind, rows = self._dialect.asked(state, after)
        return self._asker.rows(kind, self._dialect.url, rows, state)


class SqlDialect:
    def __init__(self, declared: Sql) -> None:
        self._declared = declared
        self.key, self.size, self.url = declared.key, declared.size, declared.url

    def used(self) -> set[str]:
        return templates.names_in(self._declared.parameters)

    def asked(self, state: State, after: Any) -> tuple[Kind, Rows]:  # noqa: ANN401 - JSON
        return Kind.SQL, Rows(
            query=self._declared.query,
            parameters=templates.structure(self._declared.parameters, state),
            key=self.key,
            after=after,
            limit=self.size + 1,
        )

    def rows(self, page: Page) -> list[tuple[Any, Row]]:
        found, _ = json_lines(page.body, last=True)
        return [(_key(row.get(self.key), self.key), FlatRow(row)) for row in found]


class MongoDialect:
    def __init__(self, declared: Mongo) -> None:
        self._declared = declared
        self.key, self.size, self.url = declared.key, declared.size, declared.url

    def used(self) -> set[str]:
        return templates.names_in(self._declared.filter)

    def asked(self, state: State, after: Any) -> tuple[Kind, Rows]:  # noqa: ANN401 - JSON
        return Kind.MONGO, Rows(
            filter=templates.structure(self._declared.filter, state),
            fields=self._declared.bring,
            key=self.key,
            after=after,
            limit=self.size + 1,
        )

    def rows(self, page: Page) -> list[tuple[Any, Row]]:
        found, _ = json_lines(page.body, last=True)
        return [(_key(row.get(self.key), self.key), JsonRow(row)) for row in found]


class SparqlDialect:
    def __init__(self, declared: Sparql) -> None:
        self._declared = declared
        self.key, self.size, self.url = declared.key, declared.size, declared.url

    def used(self) -> set[str]:
        return templates.names_in(self._declared.query) & set(templates.FROM_WATCH)

    def asked(self, state: State, after: Any) -> tuple[Kind, Rows]:  # noqa: ANN401 - JSON
        key, prefixes = f"STR(?{self.key})", self._declared.prefixes.items()
        beyond = "" if after is None else f"FILTER({key} > {templates.literal(after)}) "
        head = "".join(f"PREFIX {name}: <{address}>\n" for name, address in prefixes)
        query = templates.sparql(self._declared.query, state)
        tail = f"ORDER BY {key} LIMIT {self.size + 1}"
        text = f"{head}SELECT * WHERE {{ {{\n{query}\n}} {beyond}}} {tail}"
        return Kind.SPARQL, Rows(query=text)

    def rows(self, page: Page) -> list[tuple[Any, Row]]:
        data = json_of(text_of(page))
        variables, bindings = paths.find(data, "head.vars"), paths.find(data, "results.bindings[*]")
        if not variables or not isinstance(variables[0], list) or bindings is None:
            raise Changed("no results of a SPARQL query")
        if self.key not in variables[0]:
            raise Changed(f"no ?{self.key} among the variables (key)")
        rows = [_bound(each, variables[0]) for each in bindings]
        return [(_key(row[self.key], self.key), FlatRow(row)) for row in rows]


def _bound(binding: object, variables: list[Any]) -> dict[str, Any]:
    """A variable that is not bound is there, and empty."""
    if not isinstance(binding, dict):
        raise Changed("a result that is no object")
    values = {name: binding.get(name) for name in variables if isinstance(name, str)}
    return {
        name: value.get("value") if isinstance(value, dict) else None
        for name, value in values.items()
    }


def _key(value: Any, name: str) -> Any:  # noqa: ANN401 - JSON
    if value is None:
        raise Changed(f"a row without `{name}` (key)")
    return value
