"""Arguments and options that several commands share, and how their words are read."""

from datetime import datetime
from typing import Annotated

import typer

from console.importing import moment
from contracts.errors import Permanent

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Names = Annotated[list[str] | None, typer.Argument(help="Names; none means all.")]


def helped(context: typer.Context) -> None:
    """Print the help of a command that is given nothing to do."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def a_moment(text: str, name: str) -> datetime:
    try:
        found = moment(text, name)
    except ValueError as error:
        raise Permanent(str(error)) from error
    if found is None:
        msg = f"{name} is empty; give an ISO date such as 2026-11-02"
        raise Permanent(msg)
    return found


def a_mapping(pairs: list[str]) -> dict[str, str]:
    """`title=job_title`: our column, then the file's."""
    mapping = {}
    for pair in pairs:
        ours, sign, theirs = pair.partition("=")
        if not (ours and sign and theirs):
            msg = f"--map {pair!r}: expected OURS=THEIRS, such as title=job_title"
            raise Permanent(msg)
        mapping[ours.strip()] = theirs.strip()
    return mapping
