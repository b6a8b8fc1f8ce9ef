"""up, down, status and doctor."""

from typing import Annotated

import typer
from rich.text import Text

from console import boards
from console.answers import Check
from console.cli import demo, show
from console.cli.options import AsJson
from console.cli.parts import Parts
from console.cli.repair import GOES_ON
from console.cli.staying import stay
from console.purging import purge
from operators.supervision import start, stop


def add(app: typer.Typer, parts: Parts) -> None:
    _up(app, parts)
    _down(app, parts)
    _status(app, parts)
    _doctor(app, parts)
    demo.add(app, parts)


def _up(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def up(
        *,
        detach: Annotated[bool, typer.Option("--detach", help="Return when it is up.")] = False,
    ) -> None:
        """Start the platform on this machine. It runs until Ctrl-C, or `prospekt down`."""
        parts.platform().status()  # a store that is away is said now, not by each process's log
        supervised = start(parts.home(), say=parts.say)
        show.urls(parts.out, supervised.urls)
        if detach:
            parts.out.print("`prospekt status` shows it, `prospekt down` ends it")
        else:
            stay(parts, supervised)


def _down(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def down(
        *,
        purge_: Annotated[
            bool, typer.Option("--purge", help="Delete everything it keeps as well.")
        ] = False,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    ) -> None:
        """End the platform. What it keeps stays unless --purge is given."""
        home = parts.home()
        if purge_ and not yes:
            typer.confirm(f"Delete all that Prospekt keeps in {home}?", abort=True)
        ended = stop(home, say=parts.say)
        boards.end(home)
        parts.out.print("ended" if ended else "it was not running", soft_wrap=True)
        if purge_:
            purge(home)
            parts.out.print(f"deleted {home}", soft_wrap=True)


def _status(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def status(*, as_json: AsJson = False) -> None:
        """Show what runs, and the books of frontier, log and index."""
        found = parts.platform().status()
        if as_json:
            return show.as_json(parts.out, found)
        show.status(parts.out, found)
        if found.replay:
            parts.out.print(f"{found.replay}; the log is kept for it: {GOES_ON}", soft_wrap=True)
        return None


def _doctor(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def doctor(*, as_json: AsJson = False) -> None:
        """Check this machine and every engine. Each failure comes with its mend."""
        checks = parts.checks()
        if as_json:
            show.as_json(parts.out, checks)
        else:
            for check in checks:
                _tell(parts, check)
        if not all(check.ok for check in checks):
            raise typer.Exit(1)


def _tell(parts: Parts, check: Check) -> None:
    mark, style = ("ok  ", "green") if check.ok else ("FAIL", "red")
    parts.out.print(Text(mark, style=style), Text(f"{check.name}: {check.says}"), soft_wrap=True)
    if check.mend:
        parts.out.print(Text(f"     mend: {check.mend}"), soft_wrap=True)
