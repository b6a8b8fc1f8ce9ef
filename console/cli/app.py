"""The command: its parts put together, and every fault said in one line."""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from typer.exceptions import TyperException

from console.cli import about, data, documents, erase, processes, repair, sources, watches
from console.cli.options import helped
from console.cli.parts import Parts
from contracts.errors import Permanent, ProspektError, Transient

FAILED: Final = 1
BAD_INPUT: Final = 2
SIGNALLED: Final = 128
_ENDINGS: Final = (signal.SIGTERM, signal.SIGHUP)


def build(parts: Parts) -> typer.Typer:
    app = typer.Typer(
        name="prospekt",
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        help="Watches the labour market and says what its prospects are.",
    )
    app.callback(invoke_without_command=True)(helped)
    for commands in (processes, watches, sources, data, documents, repair, erase, about):
        commands.add(app, parts)
    return app


def run(app: typer.Typer, crashes: Callable[[], Path]) -> int:
    """Run the command; no fault of the input or of the machine shows a traceback."""
    _listen()
    errors = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
    try:
        _check(sys.argv[1:])
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except SystemExit as ended:
        code = _code(ended)
    except KeyboardInterrupt:
        code = SIGNALLED + signal.SIGINT
    except BrokenPipeError:
        _forget_stdout()
        code = SIGNALLED + signal.SIGPIPE
    except (typer.Abort, ProspektError, TyperException) as error:
        errors.print(f"prospekt: {_said(error)}")
        code = FAILED if isinstance(error, (typer.Abort, Transient)) else BAD_INPUT
    except Exception:  # noqa: BLE001 - a fault of ours: kept for us, one line for the user
        errors.print(f"prospekt: {_kept(crashes)}")
        code = FAILED
    return code if isinstance(code, int) else 0


def _listen() -> None:
    for number in _ENDINGS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # such as nohup has said
            signal.signal(number, _end)
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:  # as the main has said, for the imports
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _check(arguments: Sequence[str]) -> None:
    """Nothing can be looked up, kept or printed that is no text."""
    for number, argument in enumerate(arguments, start=1):
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            msg = f"argument {number}, {argument!r}: is not UTF-8 text; write it in UTF-8"
            raise Permanent(msg) from error


def _code(ended: SystemExit) -> object:
    """Who prints for us ends with 1 when nobody reads on: the pipe's own end is told apart."""
    cause = ended.__context__
    while cause and not isinstance(cause, BrokenPipeError):
        cause = cause.__context__
    if not cause:
        return ended.code
    _forget_stdout()
    return SIGNALLED + signal.SIGPIPE


def _end(number: int, _: object) -> None:
    """End as if it were asked for: what was begun is ended too."""
    sys.exit(SIGNALLED + number)


def _forget_stdout() -> None:
    """Nobody reads on (`| head`): what is left to write must not fail at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _said(error: Exception) -> str:
    if isinstance(error, typer.Abort):
        return "not done"
    if not isinstance(error, TyperException):
        return str(error)
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "prospekt"
    said = error.format_message().strip().rstrip(".")
    return f"{said}; see `{command} --help`"


def _kept(crashes: Callable[[], Path]) -> str:
    """Keep the traceback in a file."""
    said = traceback.format_exc()
    last = said.strip().splitlines()[-1]
    try:
        folder = crashes()
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"crash-{datetime.now(UTC):%Y%m%dT%H%M%S}.txt"
        file.write_text(f"{sys.argv}\n{said}", "utf-8")
    except (OSError, ProspektError):
        return f"a fault of ours: {last}"
    return f"a fault of ours: {last}; what happened is kept in {file}"
