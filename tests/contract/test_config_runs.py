"""What every config store promises of runs: begun once a due moment, counted by many, bounded."""

from datetime import timedelta

from contracts.config import Line, Run, SourceCount
from engines.sql.config import SqlConfig
from engines.sql.runs import LENGTH, LINES
from tests.builders import NOW

HOUR = timedelta(hours=1)


def _run(config: SqlConfig, run: int) -> Run:
    found = config.runs.get(run)
    assert found
    return found


def test_a_due_moment_of_a_watch_is_begun_once(config: SqlConfig) -> None:
    run = config.runs.begin("w", NOW, NOW + HOUR)
    assert run is not None
    assert config.runs.begin("w", NOW, NOW + 2 * HOUR) is None
    others = [config.runs.begin("w", NOW + HOUR, NOW), config.runs.begin("other", NOW, NOW)]
    assert len({run, *others} - {None}) == 3
    assert _run(config, run) == Run(id=run, watch="w", started_at=NOW + HOUR)


def test_runs_that_no_schedule_asked_for_may_begin_at_the_same_moment(config: SqlConfig) -> None:
    assert config.runs.start("w", NOW) != config.runs.start("w", NOW)


def test_the_first_beginning_of_a_stage_stands(config: SqlConfig) -> None:
    run = config.runs.start("w", NOW)
    for stage, at in (("seeding", NOW), ("crawling", NOW + HOUR), ("seeding", NOW + HOUR)):
        config.runs.stage(run, stage, at)
    assert _run(config, run).stages == {"seeding": NOW, "crawling": NOW + HOUR}


def test_what_sources_gave_adds_up(config: SqlConfig) -> None:
    run, other = config.runs.start("w", NOW), config.runs.start("w", NOW)
    config.runs.count(other, {"a": SourceCount(pages=9)})
    config.runs.count(run, {})
    config.runs.count(run, {"a": SourceCount(pages=3, outcomes={"ok": 2}, retries=1)})
    more = SourceCount(pages=2, outcomes={"ok": 1, "blocked": 1}, retries=4)
    config.runs.count(run, {"b": SourceCount(), "a": more})
    assert _run(config, run).sources == {
        "a": SourceCount(pages=5, outcomes={"ok": 3, "blocked": 1}, retries=5),
        "b": SourceCount(),
    }


def test_a_run_that_is_over_still_counts_what_comes_late(config: SqlConfig) -> None:
    over = config.runs.start("w", NOW)
    config.runs.finish(over, "done", NOW)
    under_way = config.runs.start("w", NOW)
    config.runs.count(over, {"a": SourceCount(pages=1, outcomes={"ok": 1})})
    assert _run(config, over).sources == {"a": SourceCount(pages=1, outcomes={"ok": 1})}
    assert _run(config, under_way).sources == {}


def test_the_log_of_a_run_keeps_its_newest_lines(config: SqlConfig) -> None:
    run, other = config.runs.start("w", NOW), config.runs.start("w", NOW)
    config.runs.say(other, [Line(at=NOW, text="another's")])
    config.runs.say(run, [])
    for first in range(0, LINES + 20, 10):
        config.runs.say(run, [Line(at=NOW, text=str(first + each)) for each in range(10)])
    lines = _run(config, run).lines
    assert [line.text for line in lines] == [str(number) for number in range(20, LINES + 20)]
    assert [line.text for line in _run(config, other).lines] == ["another's"]


def test_a_line_of_a_log_is_short(config: SqlConfig) -> None:
    run = config.runs.start("w", NOW)
    config.runs.say(run, [Line(at=NOW, text="х" * LENGTH + "too much")])
    assert _run(config, run).lines == (Line(at=NOW, text="х" * LENGTH),)


def test_runs_are_told_whole_however_they_are_asked_for(config: SqlConfig) -> None:
    run = config.runs.start("w", NOW)
    config.runs.stage(run, "seeding", NOW)
    config.runs.say(run, [Line(at=NOW, text="begun")])
    config.runs.finish(run, "done", NOW + HOUR, {"done": 3})
    told = _run(config, run)
    assert (told.counts, told.ended_at, told.lines[0].text) == ({"done": 3}, NOW + HOUR, "begun")
    assert config.runs.of("w") == [told]
    assert config.runs.last("w") == told
    assert config.runs.get(run + 1) is None
