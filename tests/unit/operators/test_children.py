"""No signal comes between the start of a process and its note."""

import signal
from pathlib import Path

import pytest

from operators.children import spawn, undisturbed
from operators.logs import last_line


def test_a_signal_in_the_block_comes_when_it_is_done() -> None:
    order: list[str] = []

    def block() -> None:
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
            order.append("done")

    with pytest.raises(KeyboardInterrupt):
        block()
    assert order == ["done"]


def test_what_was_there_before_is_there_again() -> None:
    before = signal.getsignal(signal.SIGINT)
    with undisturbed():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_a_child_speaks_into_its_log_and_can_be_ended(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "child.log"
    child = spawn(["/bin/sh", "-c", "echo here; kill -INT $$; echo still"], log)
    assert child.wait(timeout=30) == -signal.SIGINT
    assert last_line(log) == "here"
