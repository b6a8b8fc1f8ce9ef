"""A wait says what moves, how fast, and when nothing does."""

from pathlib import Path

import pytest
from rich.console import Console

from console.cli.waiting import HINT_AFTER, Follower, Stages, counting, following, resting
from tests.unit.console.answers import a_console, a_progress, printed


class _Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _follower() -> tuple[Follower, _Time]:
    time = _Time()
    return Follower("crawling", Path("home"), time), time


def test_the_rate_is_that_of_the_last_seconds() -> None:
    follower, time = _follower()
    follower.line(a_progress(indexed=0))
    time.now += 100
    follower.line(a_progress(indexed=1000))
    time.now += 2
    assert "· 10 records/s ·" in follower.line(a_progress(indexed=1020))


def test_documents_are_indexed_too() -> None:
    follower, time = _follower()
    follower.line(a_progress(documents=0))
    time.now += 2
    assert "· indexed 30 · 15 records/s ·" in follower.line(a_progress(documents=20, indexed=10))


def test_an_index_that_shrinks_by_an_erasure_has_no_rate() -> None:
    follower, time = _follower()
    follower.line(a_progress(indexed=20))
    time.now += 2
    assert "· 0 records/s ·" in follower.line(a_progress(indexed=19))


def test_work_that_stands_still_is_told_with_its_place_and_a_way_on() -> None:
    follower, time = _follower()
    stuck = a_progress(queued=3)
    assert "nothing moved" not in follower.line(stuck)
    time.now += HINT_AFTER + 1
    said = follower.line(stuck)
    assert "nothing moved for 11 s at home; see `prospekt doctor`" in said
    assert "nothing moved" not in follower.line(a_progress(queued=2))


def test_nothing_to_do_is_not_standing_still() -> None:
    follower, time = _follower()
    follower.line(a_progress(done=5))
    time.now += HINT_AFTER + 1
    assert "nothing moved" not in follower.line(a_progress(done=5))


def _lines(console: Console) -> list[str]:
    return printed(console).splitlines()


def test_a_pipe_gets_the_first_line_at_once_and_then_few() -> None:
    console = a_console(40)
    with following(console, "demo", Path("home")) as report:
        for done in range(1000):
            report(a_progress(done=done))
    assert len(_lines(console)) == 1
    assert _lines(console)[0].startswith("demo: pages 0 · queued 0")


def test_a_stage_tells_how_far_it_is_how_fast_and_how_long_yet() -> None:
    now = 0.0
    stages = Stages("replay", lambda: now)
    assert stages.line("copying", 0, 0) == "replay: copying"
    now = 10.0
    assert stages.line("filling", 0, 5_000) == "replay: filling 0 of 5,000"
    now = 14.0
    assert stages.line("filling", 1_000, 5_000) == (
        "replay: filling 1,000 of 5,000 · 250/s · 16 s left"
    )


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit])
def test_what_is_ended_says_how_it_goes_on(end: type[BaseException]) -> None:
    console = a_console(200)
    with pytest.raises(end), resting(console, "it rests"):
        raise end
    assert _lines(console) == ["it rests"]


def test_a_count_is_shown_too() -> None:
    console = a_console(80)
    with counting(console, "replaying") as report:
        report(12_345)
    assert _lines(console) == ["replaying: 12,345 done"]
