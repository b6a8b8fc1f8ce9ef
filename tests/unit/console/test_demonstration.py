"""A demo goes on where it stopped, and never in a home of somebody else's data."""

from pathlib import Path

import pytest

from console.declarations import parse_declarations
from console.demonstration import Demonstration
from contracts.errors import Misconfigured
from demo import schedule


def _demo(home: Path, said: list[str], *, in_use: bool = False) -> Demonstration:
    return Demonstration(home, said.append, in_use=lambda: in_use)


def test_a_home_with_other_data_is_refused_and_left_alone(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="PROSPEKT_HOME="):
        _demo(tmp_path, [], in_use=True)
    assert list(tmp_path.iterdir()) == []


def test_a_new_demo_begins_in_the_past(tmp_path: Path) -> None:
    said: list[str] = []
    _demo(tmp_path, said).prepare()
    assert said[0] == f"a new demo in {tmp_path}"
    assert (tmp_path / "clock").read_text() == schedule.archive_end(schedule.END).isoformat()
    assert str(tmp_path / "clock") in (tmp_path / ".env").read_text()


def test_it_goes_on_at_the_stage_and_at_the_time_where_it_stopped(tmp_path: Path) -> None:
    first = _demo(tmp_path, [])
    first.prepare()
    first.stage.imported = ("work_ua",)
    first.stage.sweeps = 2
    first.travel(schedule.sweep_times()[2])
    first.keep()
    said: list[str] = []
    second = _demo(tmp_path, said, in_use=True)
    second.prepare()
    assert "1 of 2 archives imported, 2 of 4 sweeps done" in said[0]
    assert (second.stage.imported, second.stage.sweeps) == (("work_ua",), 2)
    assert (tmp_path / "clock").read_text() == schedule.sweep_times()[2].isoformat()


def test_its_watch_is_a_right_one_and_names_where_the_boards_are(tmp_path: Path) -> None:
    demo = _demo(tmp_path, [])
    (watch,) = parse_declarations(demo.watch(), "demo").watches
    assert [f"{url}/" for url in demo.base_urls.values()] == list(watch.spec.websites)
    assert set(watch.spec.sources) == set(demo.sources)


def test_an_archive_that_is_imported_is_not_written_again(tmp_path: Path) -> None:
    demo = _demo(tmp_path, [])
    demo.stage.imported = ("work_ua", "robota")
    with demo.archive() as written:
        written()
    assert not (tmp_path / "logs").exists()
