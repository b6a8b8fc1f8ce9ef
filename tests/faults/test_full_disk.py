"""A full disk: one clear line, nothing corrupted, and all of it done once there is space again."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from contracts.frontier import HostPolicy
from demo import schedule
from tests.faults.boards import Boards, open_at, serving
from tests.faults.disks import Disk, file_sizes, small_disk

BOARD = "work_ua"
MOMENT = schedule.sweep_times()[0]
PACE = HostPolicy(interval_ms=0, slots=16)
ROWS = 600
PAGE = 4096
REMARK = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
"""What a process logs begins with the time; what ends it does not."""


@pytest.fixture
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    making: Callable[[Path], AbstractContextManager[Disk]] = request.param
    with making(tmp_path) as disk:
        yield disk


@pytest.fixture
def boards(disk: Disk) -> Iterator[Boards]:
    disk.place.travel(MOMENT)
    with serving(disk.place.clock) as boards:
        disk.place.settle(boards, PACE, CRAWLER_LEASE_MS=1000)
        yield boards


def _ends(disk: Disk, command: Sequence[str], code: int = 0) -> str:
    ended = disk.run(command)
    assert ended.returncode == code, ended
    return ended.stderr


def _told(said: str, speaker: str) -> None:
    """One line names the file that could not be written, and what to look at."""
    lines = [line for line in said.splitlines() if not REMARK.match(line)]
    (line,) = [line for line in lines if not line.startswith("importing")]
    assert re.match(rf"{speaker}: (\S+: )?/\S+: the disk .*space", line), said


@pytest.mark.parametrize(
    ("disk", "room"), [(file_sizes, 400_000), (small_disk, 1_000_000)], indirect=["disk"]
)
def test_the_crawler_and_the_stream_end_and_go_on(
    disk: Disk, boards: Boards, tmp_path: Path, room: int
) -> None:
    """Room for one file's growth, or for all files together: some pages fit, not all."""
    place = disk.place
    crawler = place.module("crawler.main")
    stream = place.module("stream.main")
    _ends(disk, place.applying(boards, BOARD, every="1w"))

    disk.shrink(room)
    _told(_ends(disk, crawler, 3), "crawler")
    seen = disk.files(tmp_path / "copy")
    assert seen.damaged() == {}
    assert 0 < seen.ledger().done < seen.ledger().discovered
    disk.grow()
    _ends(disk, [*crawler, "--until-idle"])

    disk.shrink(400_000)
    _told(_ends(disk, stream, 3), "stream")
    seen = disk.files(tmp_path / "copy")
    assert seen.damaged() == {}
    assert seen.lag() > 0
    disk.grow()
    _ends(disk, [*stream, "--until-drained"])

    seen = disk.files(tmp_path / "copy")
    books = seen.ledger()
    assert (books.queued, books.leased, books.dead) == (0, 0, 0)
    assert seen.indexed() == open_at(MOMENT, BOARD)
    assert seen.dead_letters() == []


@pytest.mark.parametrize(
    ("disk", "room", "speaker"),
    [
        (file_sizes, 100_000, "prospekt"),
        (file_sizes, 700_000, "prospekt: stream cannot run"),
        (small_disk, 700_000, "prospekt: stream cannot run"),
    ],
    indirect=["disk"],
)
def test_an_import_ends_and_can_be_done_again(
    disk: Disk, tmp_path: Path, room: int, speaker: str
) -> None:
    """Either the log has no room for the rows, or the index has none for what is on the log."""
    place = disk.place
    importing = place.command("import", str(_file(tmp_path)), "--source", "board")
    _ends(disk, place.command("status"))

    disk.shrink(room)
    _told(_ends(disk, importing, 2), speaker)
    seen = disk.files(tmp_path / "copy")
    assert seen.damaged() == {}
    assert len(seen.indexed()) < ROWS

    disk.grow()
    _ends(disk, importing)
    seen = disk.files(tmp_path / "copy")
    assert seen.damaged() == {}
    assert seen.indexed() == sorted(("board", str(number)) for number in range(ROWS))


def _file(folder: Path) -> Path:
    file = folder / "board.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("external_id", "title", "company", "description"))
        for number in range(ROWS):
            text = f"Requirements: Python, SQL, tool {number}, {number * 7} days of patience."
            writer.writerow((number, f"Data Engineer {number}", f"Company {number}", text))
    return file


@pytest.mark.parametrize("disk", [small_disk], indirect=True)
def test_the_platform_does_not_come_up_and_says_why(disk: Disk, tmp_path: Path) -> None:
    """No note of what runs can be written, and no log of what they say."""
    _ends(disk, disk.place.command("status"))
    disk.shrink(PAGE)
    _told(_ends(disk, disk.place.command("up", "--detach"), 2), "prospekt")
    assert disk.place.processes() == []
    assert disk.files(tmp_path / "copy").damaged() == {}
