"""What the commands are given by the main that wires them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from rich.console import Console

from console.answers import Check
from console.platform import Platform

if TYPE_CHECKING:  # it brings Pydantic, a third of a second that `--help` has no use for
    from engines.settings import Origin


class Parts(Struct, frozen=True, kw_only=True):
    """Nothing is opened until a command asks for it."""

    version: str
    out: Console
    notes: Console
    """Progress and remarks, apart from the answer (stderr)."""
    home: Callable[[], Path]
    platform: Callable[[], Platform]
    """Opens it, with the settings of that moment: once in a command."""
    checks: Callable[[], list[Check]]
    origins: Callable[[], Sequence["Origin"]]

    def say(self, text: str) -> None:
        self.notes.print(text, soft_wrap=True)
