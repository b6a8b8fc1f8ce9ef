"""Each finding has its cause, each failure its mend."""

import sys
from pathlib import Path

import pytest

from console import doctor
from contracts.errors import Misconfigured


def test_an_old_python_is_told_how_to_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.python().ok
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    check = doctor.python()
    assert (check.ok, check.says) == (False, "Python 3.10 is too old")
    assert "make clean setup" in check.mend


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    check = doctor.home(tmp_path / "file" / "home")
    assert not check.ok
    assert "PROSPEKT_HOME" in check.mend
    assert doctor.home(tmp_path / "home").ok


def test_a_small_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_DISK", 1 << 60)
    assert not doctor.disk(tmp_path / "not" / "there" / "yet").ok


def test_an_engine_that_fails_is_a_finding_and_not_the_end() -> None:
    def probe() -> None:
        raise Misconfigured("index.db: it is damaged")

    check = doctor.engine("index", probe)
    assert (check.ok, check.says) == (False, "index.db: it is damaged")
    assert check.mend


def test_only_a_failure_or_a_remark_has_a_mend(tmp_path: Path) -> None:
    for check in doctor.machine(tmp_path, []):
        assert check.ok is (not check.mend)
