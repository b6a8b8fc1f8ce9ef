"""The `prospekt` command; nothing is opened, and no engine imported, before a command asks."""

import importlib.metadata
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from console.answers import Check
from console.cli import app as cli
from console.cli.parts import Parts
from console.platform import Platform

if TYPE_CHECKING:  # it brings Pydantic, a third of a second that `--help` has no use for
    from engines.settings import Origin


def run() -> None:
    parts = Parts(
        version=importlib.metadata.version("prospekt"),
        # What was found on the web is text: it is neither markup nor an emoji's name.
        out=Console(highlight=False, markup=False, emoji=False),
        notes=Console(stderr=True, highlight=False, markup=False, emoji=False),
        home=_home,
        platform=_platform,
        checks=_checks,
        origins=_origins,
    )
    sys.exit(cli.run(cli.build(parts), lambda: _home() / "logs"))


def _home() -> Path:
    from engines.settings import HomeSettings, read  # noqa: PLC0415 - --help needs no settings

    return read(HomeSettings).home


def _platform() -> Platform:
    from console import wiring  # noqa: PLC0415 - takes most of a second; --help has no use for it

    return wiring.open_platform()


def _checks() -> list[Check]:
    from console import wiring  # noqa: PLC0415 - as above

    return wiring.checks()


def _origins() -> Sequence["Origin"]:
    from console import wiring  # noqa: PLC0415 - as above

    return wiring.origins()


if __name__ == "__main__":
    run()
