"""What "now" is: the machine's clock, or what somebody wrote into a file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contracts.clock import clock, system_clock
from contracts.errors import Misconfigured


def test_without_a_file_it_is_the_machines_clock() -> None:
    assert clock(None) is system_clock
    assert abs(system_clock() - datetime.now(UTC)) < timedelta(seconds=5)
    assert system_clock().tzinfo == UTC


def test_whoever_writes_the_file_moves_time(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    now = clock(file)
    for day in (1, 2):
        file.write_text(f"2026-11-0{day}T12:00:00+00:00\n", "utf-8")
        assert now() == datetime(2026, 11, day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2026-11-02T14:00:00+02:00", "2026-11-02T12:00:00Z", "2026-11-02T12:00"]
)
def test_it_is_told_in_utc(tmp_path: Path, text: str) -> None:
    file = tmp_path / "clock"
    file.write_text(text, "utf-8")
    told = clock(file)()
    assert told == datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert told.tzinfo == UTC


@pytest.mark.parametrize("content", [b"", b"tomorrow", b"\xff\xfe", b"2026-13-01"])
def test_a_file_that_holds_no_date_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "clock"
    file.write_bytes(content)
    with pytest.raises(Misconfigured, match=str(file)):
        clock(file)()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="PROSPEKT_CLOCK"):
        clock(tmp_path / "none")()
