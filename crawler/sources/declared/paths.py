"""Paths into JSON, small and our own: `a.b[0].c`, `items[*]`, `"odd.key".x` (pure)."""

import re
from functools import lru_cache
from typing import Any, Final

_STEP: Final = re.compile(r'"([^"]+)"|([^."\[\]]+)|\[(\d{1,6}|\*)\]')
_EVERY: Final = -1

Steps = tuple[str | int, ...]


@lru_cache(maxsize=4096)
def steps_of(path: str) -> Steps:
    """Raise ValueError, with what is wrong, for what is no path."""
    steps: list[str | int] = []
    at = 0
    while at < len(path):
        if path[at] == "." and steps and at + 1 < len(path) and path[at + 1] != "[":
            at += 1
        elif steps and path[at] != "[":
            raise ValueError(f"{path!r} is no path at {path[at:]!r}")
        found = _STEP.match(path, at)
        if found is None:
            raise ValueError(f"{path!r} is no path at {path[at:]!r}; write a.b[0].c or items[*]")
        index = found[3]
        key = found[1] or (found[2] or "").strip()
        steps.append(key if index is None else _EVERY if index == "*" else int(index))
        at = found.end()
    if not steps:
        raise ValueError("is empty")
    return tuple(steps)


def find(data: object, path: str) -> list[Any] | None:
    """All that a path leads to; None when it leads nowhere, which an empty list does not say."""
    return _find(data, steps_of(path))


def _find(data: Any, steps: Steps) -> list[Any] | None:  # noqa: ANN401 - JSON
    for number, step in enumerate(steps):
        if step == _EVERY:
            return _each(data, steps[number + 1 :])
        if not isinstance(data, dict | list):
            return None
        inside: Any = data
        try:
            data = inside[step]
        except (KeyError, IndexError, TypeError):  # a list has no keys
            return None
    return [data]


def _each(data: object, rest: Steps) -> list[Any] | None:
    if not isinstance(data, list):
        return None
    found = [_find(item, rest) for item in data]
    there = [each for each in found if each is not None]
    return [value for each in there for value in each] if there or not found else None
