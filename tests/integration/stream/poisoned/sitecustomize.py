"""Python runs this first where it is on PYTHONPATH: to understand some titles is fatal.

So stands a stream for one that meets a text its release cannot survive.
"""

import ctypes
import importlib.util
import os
import re
import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

FATAL: dict[str, Callable[[], object]] = {
    "Hangs": lambda: re.match(r"(a+)+$", "a" * 64 + "b"),
    "Exits": lambda: os._exit(9),
    "Crashes": lambda: ctypes.string_at(0),
}


class Poisoned(MetaPathFinder):
    """Puts the fatal titles in when `understanding.posting` is imported."""

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> ModuleSpec | None:
        if fullname != "understanding.posting":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        assert spec is not None
        assert spec.loader is not None
        execute = spec.loader.exec_module

        def poisoned(module: ModuleType) -> None:
            execute(module)
            module.understand = fatal(module.understand)  # type: ignore[attr-defined]

        spec.loader.exec_module = poisoned  # type: ignore[method-assign]
        return spec


def fatal(understand: Any) -> Any:
    def fatally(posting: Any) -> Any:
        FATAL.get(posting.title, lambda: None)()
        return understand(posting)

    return fatally


sys.meta_path.insert(0, Poisoned())
