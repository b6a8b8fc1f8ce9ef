"""Sources that other packages bring: entry points of the group `prospekt.sources`.

A package says in its pyproject.toml: `[project.entry-points."prospekt.sources"] my_board =
"my_package:MyBoard"`. One that is faulty is told with what and where, and stops nothing else.
"""

import logging
import re
from collections.abc import Callable, Container
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from msgspec import Struct

from crawler.source import Card, Source

GROUP: Final = "prospekt.sources"
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_METHODS: Final = ("matches", "requests", "parse")
_TEXTS: Final = ("name", "summary", "base_url")

log = logging.getLogger(__name__)


class Plugins(Struct, frozen=True, kw_only=True):
    builders: dict[str, Callable[..., Source]]
    """Each makes its source, at an address that is given or at its own."""
    origins: dict[str, str]
    """The package that brings it."""
    faults: dict[str, str]
    """Why one is not there, and how to mend it, by name."""


def plugins(taken: Container[str]) -> Plugins:
    """Look for them now; the names that are `taken` are the built-in ones."""
    builders: dict[str, Callable[..., Source]] = {}
    origins: dict[str, str] = {}
    faults: dict[str, str] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.value)):
        package = point.dist.name if point.dist else "an unknown package"
        where = f"plugin {point.name!r} of {package} ({point.value})"
        fault = _name_fault(point, taken, origins)
        if not fault:
            try:
                builders[point.name] = _builder(point)
                origins[point.name] = package
            except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything
                fault = f"{type(error).__name__}: {error}; mend it, or uninstall {package}"
        if fault:
            faults[point.name] = f"{where}: {fault}"
    return Plugins(builders=builders, origins=origins, faults=faults)


def _name_fault(point: EntryPoint, taken: Container[str], others: dict[str, str]) -> str:
    if not NAME.fullmatch(point.name):
        return "a source's name has lower-case letters, digits and _; rename the entry point"
    if point.name in taken:
        return "a built-in source has this name; rename the entry point and the source"
    if point.name in others:
        return f"{others[point.name]} brings a source of this name too; uninstall one of them"
    return ""


def _builder(point: EntryPoint) -> Callable[..., Source]:
    """Load it, and make one to see that it is a source."""
    build = point.load()
    source = build()
    for name in _TEXTS:
        if not isinstance(getattr(source, name, None), str):
            raise TypeError(f"its `{name}` is no text")
    for name in _METHODS:
        if not callable(getattr(source, name, None)):
            raise TypeError(f"it has no method `{name}`")
    if not isinstance(getattr(source, "card", None), Card):
        raise TypeError("its `card` is no crawler.source.Card")
    if source.name != point.name:
        raise ValueError(f"the source calls itself {source.name!r}; give both one name")
    found: Callable[..., Source] = build
    return found
