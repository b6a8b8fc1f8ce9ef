"""Every end of a command is an exit code and at most one line."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from console.cli import app as cli
from contracts.errors import Misconfigured, Permanent, Transient

ENDINGS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


@pytest.fixture(autouse=True)
def _handlers() -> object:
    before = {number: signal.getsignal(number) for number in ENDINGS}
    yield None
    for number, handler in before.items():
        signal.signal(number, handler)


def _ended(
    action: Callable[[], object],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *arguments: str,
    crashes: Path = Path("nowhere"),
) -> tuple[int, str]:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.callback()(lambda: None)

    @app.command()
    def act(number: int = 0) -> None:
        del number
        action()

    monkeypatch.setattr("sys.argv", ["prospekt", *(arguments or ("act",))])
    code = cli.run(app, lambda: crashes)
    return code, capsys.readouterr().err


def _raise(error: BaseException) -> Callable[[], object]:
    def action() -> object:
        raise error

    return action


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Permanent("no [b]such[/b] watch"), 2, "prospekt: no [b]such[/b] watch\n"),
        (Misconfigured("no disk"), 2, "prospekt: no disk\n"),
        (Transient("not ready"), 1, "prospekt: not ready\n"),
        (typer.Abort(), 1, "prospekt: not done\n"),
        (typer.Exit(3), 3, ""),
        (KeyboardInterrupt(), 130, ""),
        (SystemExit(143), 143, ""),
    ],
)
def test_a_fault_is_one_line_and_a_code(
    error: BaseException,
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _ended(_raise(error), capsys, monkeypatch) == (code, said)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("act", "--nubmer", "1"), "--nubmer"),
        (("act", "--number", "x"), "--number"),
        (("act", "more"), "more"),
        (("akt",), "did you mean 'act'"),
    ],
)
def test_bad_usage_is_one_line_that_names_the_help(
    arguments: tuple[str, ...],
    word: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, said = _ended(lambda: None, capsys, monkeypatch, *arguments)
    assert code == 2
    assert word.lower() in said.lower()
    assert said.count("\n") == 1
    assert "--help`" in said


def test_a_fault_of_ours_is_kept_and_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code, said = _ended(
        _raise(ZeroDivisionError("oh")), capsys, monkeypatch, crashes=tmp_path / "logs"
    )
    (kept,) = (tmp_path / "logs").iterdir()
    assert (code, said.count("\n")) == (1, 1)
    assert str(kept) in said
    assert "Traceback" in kept.read_text()


def test_an_argument_that_is_no_text_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = _ended(lambda: None, capsys, monkeypatch, "act", "a\udcff")
    assert (code, said) == (
        2,
        "prospekt: argument 2, 'a\\udcff': is not UTF-8 text; write it in UTF-8\n",
    )


def _stop_printing() -> None:
    """As the libraries that print do it."""
    try:
        _raise(BrokenPipeError())()
    except BrokenPipeError:
        sys.exit(1)


def test_a_reader_that_goes_away_has_the_code_of_its_signal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.cli.app._forget_stdout", lambda: None)
    assert _ended(_stop_printing, capsys, monkeypatch) == (141, "")


@pytest.mark.parametrize(
    ("before", "after"),
    [(signal.SIG_DFL, signal.default_int_handler), (signal.SIG_IGN, signal.SIG_IGN)],
)
def test_the_command_hears_an_interrupt_unless_it_is_to_be_ignored(
    before: signal.Handlers,
    after: object,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signal.signal(signal.SIGINT, before)
    heard: list[object] = []
    _ended(lambda: heard.append(signal.getsignal(signal.SIGINT)), capsys, monkeypatch)
    assert heard == [after]


def test_being_told_to_end_unwinds_like_an_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    unwound: list[str] = []

    def action() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            unwound.append("yes")

    assert _ended(action, capsys, monkeypatch) == (143, "")
    assert unwound == ["yes"]
