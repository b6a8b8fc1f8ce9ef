"""Processes for one piece of work: a wait on what cannot run ends with its reason."""

import sys
from pathlib import Path

import pytest

from console.workers import MOST_FALLS, wait, workers
from contracts.errors import Misconfigured, Transient
from operators import running
from operators.roles import Role


class _Script(Role, frozen=True):
    """A role that runs a line of Python."""

    code: str = ""

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-S", "-c", self.code]


def _wait(home: Path, code: str) -> None:
    with workers(home, _Script(name="role", module="", code=code)) as tick:
        wait(lambda: False, tick, lambda: None)


def test_a_role_that_a_person_must_mend_ends_the_wait(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="role cannot run: no disk"):
        _wait(tmp_path, "import sys; print('no disk'); sys.exit(3)")


def test_a_role_that_only_falls_ends_the_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("operators.roles.FIRST_PAUSE", 0.01)
    with pytest.raises(Transient, match=f"role fell {MOST_FALLS} times in a row: oh no"):
        _wait(tmp_path, "import sys; print('oh no'); sys.exit(1)")


def test_a_platform_that_is_up_does_the_work_itself(tmp_path: Path) -> None:
    with (
        running.only_one(tmp_path / "run"),
        workers(tmp_path, _Script(name="r", module="")) as tick,
    ):
        tick()
    assert not (tmp_path / "logs").exists()


def test_what_is_true_already_starts_nobody(tmp_path: Path) -> None:
    with workers(tmp_path, _Script(name="role", module="", code="1/0")) as tick:
        wait(lambda: True, tick, lambda: None)
    assert not (tmp_path / "logs").exists()
