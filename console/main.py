"""The `prospekt` command; nothing is opened, and no engine imported, before a command asks."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # they take a second, in which Ctrl-C must end it
    from console.answers import Check
    from console.platform import Platform
    from engines.settings import Origin


def run() -> None:
    """Until the command itself hears Ctrl-C, it ends at once: imports have nothing to unwind."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not ignored, as by `&`
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    import importlib.metadata  # noqa: PLC0415 - as said above

    from rich.console import Console  # noqa: PLC0415 - as above

    from console.cli import app as cli  # noqa: PLC0415 - as above
    from console.cli.parts import Parts  # noqa: PLC0415 - as above

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


def _platform() -> "Platform":
    from console import wiring  # noqa: PLC0415 - takes most of a second; --help has no use for it

    return wiring.open_platform()


def _checks() -> list["Check"]:
    from console import wiring  # noqa: PLC0415 - as above

    return wiring.checks()


def _origins() -> Sequence["Origin"]:
    from console import wiring  # noqa: PLC0415 - as above

    return wiring.origins()


if __name__ == "__main__":
    run()
