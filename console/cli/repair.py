"""replay and dead letters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from console.cli import show, tables
from console.cli.options import AsJson, Names, a_moment, helped
from console.cli.parts import Parts
from console.cli.waiting import counting, following
from console.platform import Platform
from contracts.errors import Permanent
from contracts.events import DeadLetter
from stream.delivery import letter_id


def add(app: typer.Typer, parts: Parts) -> None:
    letters = typer.Typer(help="Messages that could not be processed. They are kept whole.")
    letters.callback(invoke_without_command=True)(helped)
    app.add_typer(letters, name="deadletters")
    _replay(app, parts)
    _list(letters, parts)
    _show(letters, parts)
    _replay_letters(letters, parts)


def _replay(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def replay(
        since: Annotated[str, typer.Option("--from", help="From this date (ISO).")],
        *,
        reparse: Annotated[
            bool, typer.Option("--reparse", help="Parse the archived pages anew first.")
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """Process what came in since a date again. With the steps, and the parsers, of today."""
        platform, moment = parts.platform(), a_moment(since, "--from")
        with counting(parts.notes, "replaying") as report:
            done = platform.replay(moment, reparse=reparse, report=report)
        _settle(parts, platform)
        if as_json:
            return show.as_json(parts.out, done)
        parts.out.print(
            f"{done.pages} pages parsed anew, {done.postings} postings taken again, "
            f"{done.refused} refused"
        )
        return None


def _settle(parts: Parts, platform: Platform) -> None:
    """Wait until what was put on the log is processed."""
    with following(parts.notes, "processing", parts.home(), passing=True) as report:
        platform.settle(report)


def _list(letters: typer.Typer, parts: Parts) -> None:
    @letters.command(name="list")
    def list_(
        stage: Annotated[str, typer.Option(help="Only of this stage.")] = "",
        reason: Annotated[str, typer.Option(help="Only with these words in the reason.")] = "",
        *,
        as_json: AsJson = False,
    ) -> None:
        """List the dead letters, the newest first."""
        found = [
            letter
            for letter in parts.platform().dead_letters()
            if stage in ("", letter.stage) and reason.casefold() in letter.reason.casefold()
        ]
        if as_json:
            return show.as_json(parts.out, [_row(letter) for letter in found])
        if not found:
            parts.out.print("no dead letters")
            return None
        parts.out.print(_table(found))
        return None


def _row(letter: DeadLetter) -> dict[str, object]:
    return {"id": letter_id(letter), **msgspec.structs.asdict(letter)}


def _table(letters: Sequence[DeadLetter]) -> Table:
    table = tables.columns("id", "stage", "at", "replayed", "reason")
    for letter in letters:
        table.add_row(
            letter_id(letter),
            letter.stage,
            f"{letter.at:%Y-%m-%d %H:%M}",
            _when(letter.replayed_at),
            show.clean(letter.reason),
        )
    return table


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "no"


def _show(letters: typer.Typer, parts: Parts) -> None:
    @letters.command(name="show")
    def show_(
        name: Annotated[str, typer.Argument(metavar="ID", help="topic/partition/offset")],
        *,
        as_json: AsJson = False,
    ) -> None:
        """Show one dead letter whole."""
        letter = _one(parts.platform(), name)
        if as_json:
            return show.as_json(parts.out, _row(letter))
        told = (
            f"{letter_id(letter)} at stage {letter.stage}: {letter.reason}\n"
            f"key {letter.key}, {letter.attempts} attempts, {letter.at:%Y-%m-%d %H:%M} UTC, "
            f"replayed: {_when(letter.replayed_at)}\n"
            f"{letter.value.decode(errors='replace')}"
        )
        parts.out.print(show.clean(told), soft_wrap=True)
        return None


def _one(platform: Platform, name: str) -> DeadLetter:
    for letter in platform.dead_letters():
        if letter_id(letter) == name:
            return letter
    msg = f"dead letter {name!r} does not exist; `prospekt deadletters list` shows those that do"
    raise Permanent(msg)


def _replay_letters(letters: typer.Typer, parts: Parts) -> None:
    @letters.command()
    def replay(names: Names = None) -> None:
        """Send dead letters on their way again; a second time does nothing."""
        platform = parts.platform()
        waiting = _unreplayed(platform)
        sent = platform.replay_dead_letters(names or waiting)
        _settle(parts, platform)
        again = len(_unreplayed(platform)) - (len(waiting) - sent)
        parts.out.print(f"{sent} sent back, {again} of them refused again")


def _unreplayed(platform: Platform) -> list[str]:
    return [letter_id(each) for each in platform.dead_letters() if not each.replayed_at]
