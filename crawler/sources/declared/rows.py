"""Rows: what a reader finds on a page, asked by path for its texts (pure)."""

from typing import Any, Final, Protocol

from contracts.frontier import Request
from crawler.reading.refusals import Changed
from crawler.sources.declared import paths

_WRAPPED: Final = ("$oid", "$date", "$numberDecimal", "$numberLong")
"""Values that MongoDB's extended JSON wraps."""


class Row(Protocol):
    def texts(self, path: str) -> list[str] | None:
        """What stands at a path, "" where it is empty; None when there is no such place."""


class JsonRow:
    """An object whose fields are found by path."""

    def __init__(self, data: object) -> None:
        self._data = data

    def texts(self, path: str) -> list[str] | None:
        found = paths.find(self._data, path)
        return None if found is None else [text for value in found for text in _texts(value, path)]


class FlatRow:
    """Columns by their very names, whatever stands in these."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def texts(self, path: str) -> list[str] | None:
        return _texts(self._data[path], path) if path in self._data else None


class Reading:
    """What a reader makes of one page of a listing."""

    def __init__(
        self, rows: list[Row] | None = None, follow: tuple[Request, ...] = (), missed: str = ""
    ) -> None:
        self.rows = rows or []
        self.follow = follow
        self.missed = missed
        """Why what was read is certainly not all; "": it may be."""


def text_of_value(value: Any, path: str) -> str:  # noqa: ANN401 - JSON
    """One value as text; Changed for what is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, dict) and len(value) == 1:
        key, inner = next(iter(value.items()))
        if key in _WRAPPED:
            return text_of_value(inner, path)
    raise Changed(
        f"`{path}` is no value but {'an object' if isinstance(value, dict) else 'a list'}"
    )


def _texts(value: Any, path: str) -> list[str]:  # noqa: ANN401 - JSON
    values = value if isinstance(value, list) else [value]
    return [text_of_value(each, path) for each in values]
