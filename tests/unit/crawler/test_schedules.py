"""When a watch runs: zones, changes of the clocks, jitter, missed runs, overlap."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.config import Run
from contracts.errors import Permanent
from contracts.subjects import Schedule
from crawler.schedule.schedules import (
    FIRST,
    begin_at,
    clock_note,
    due,
    missed,
    next_run,
    span,
    upcoming,
)
from tests.builders import NOW

KYIV: Final = "Europe/Kyiv"
HOUR: Final = timedelta(hours=1)
CRONS: Final = ("30 3 * * *", "*/20 * * * *", "15 2-4 * * *", "0 4 * * *", "59 3 * * 0")
minutes = st.integers(0, 60 * 24 * 400)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def a_run(started: datetime, ended: datetime | None = None) -> Run:
    return Run(id=1, watch="w", started_at=started, ended_at=ended)


def is_due(schedule: Schedule, last: Run | None, now: datetime) -> bool:
    return due("w", schedule, last, now) is not None


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30s", timedelta(seconds=30)),
        ("15m", timedelta(minutes=15)),
        ("6h", timedelta(hours=6)),
        ("1d", timedelta(days=1)),
        ("2w", timedelta(weeks=2)),
    ],
)
def test_a_span_is_a_number_and_a_unit(text: str, length: timedelta) -> None:
    assert span(text) == length


@pytest.mark.parametrize("text", ["", "h", "6", "0h", "-1d", "6 h", "1.5h", "6y", "9999999999w"])
def test_what_is_no_span_is_told(text: str) -> None:
    with pytest.raises(Permanent, match="no span"):
        span(text)


def test_a_watch_that_never_ran_is_due_at_one_moment_whoever_asks() -> None:
    schedule = Schedule(every="1d", jitter="1h")
    assert due("w", schedule, None, NOW) == due("w", schedule, None, NOW + HOUR) == FIRST


@given(st.integers(0, 100_000), st.integers(1, 48))
def test_missed_runs_are_made_up_by_one(late: int, hours: int) -> None:
    """Whatever was missed: after the one that makes up for it nothing is due at once."""
    schedule = Schedule(every=f"{hours}h")
    now = NOW + timedelta(minutes=late)
    assert is_due(schedule, a_run(NOW, NOW), now) is (late >= 60 * hours)
    assert not is_due(schedule, a_run(now, now), now)


@pytest.mark.parametrize(
    ("cron", "zone", "last", "following"),
    [
        pytest.param("1 0 * * *", "UTC", at(2, 12), at(3, 0, 1), id="daily"),
        pytest.param("0 7 * * *", KYIV, at(2, 12), at(3, 5), id="kyiv-in-winter"),
        pytest.param("0 7 * * *", KYIV, at(2, 12, month=7), at(3, 4, month=7), id="in-summer"),
        pytest.param("30 3 * * *", KYIV, at(28, 12, 0, 3), at(29, 1, 0, 3), id="skipped-hour"),
        pytest.param("30 3 * * *", KYIV, at(29, 1, 0, 3), at(30, 0, 30, 3), id="after-it"),
        pytest.param("30 3 * * *", KYIV, at(24, 12, 0, 10), at(25, 0, 30, 10), id="doubled-hour"),
        pytest.param("30 3 * * *", KYIV, at(25, 1, 10, 10), at(26, 1, 30, 10), id="not-twice"),
        pytest.param("*/30 * * * *", KYIV, at(25, 0, 30, 10), at(25, 1, 0, 10), id="each-of-two"),
        pytest.param("0 9 * * 1", "UTC", at(2, 9), at(9, 9), id="exactly-then-is-past"),
    ],
)
def test_cron_runs_by_the_clock_of_its_zone(
    cron: str, zone: str, last: datetime, following: datetime
) -> None:
    schedule = Schedule(cron=cron, time_zone=zone)
    assert next_run(schedule, last) == following
    assert not is_due(schedule, a_run(last, last), following - timedelta(seconds=1))
    assert is_due(schedule, a_run(last, last), following)


@given(st.sampled_from(CRONS), minutes)
def test_the_next_run_is_always_ahead_and_none_is_passed_over(cron: str, minute: int) -> None:
    """Over more than a year, so over both changes of the clocks, from any minute."""
    schedule = Schedule(cron=cron, time_zone=KYIV)
    moment = NOW + timedelta(minutes=minute)
    found = next_run(schedule, moment)
    assert found
    assert found > moment
    assert next_run(schedule, found - timedelta(minutes=1)) == found
    between = moment + (found - moment) / 2
    assert next_run(schedule, between) == found


@pytest.mark.parametrize(("day", "month"), [(29, 3), (25, 10)])
def test_a_daily_run_is_daily_on_the_days_of_the_change(day: int, month: int) -> None:
    schedule = Schedule(cron="30 3 * * *", time_zone=KYIV)
    moment, days = at(day - 3, 12, 0, month), []
    for _ in range(5):
        moment = next_run(schedule, moment) or moment
        days.append(moment.astimezone(ZoneInfo(KYIV)).date())
    assert days == [date(2026, month, day - 2) + timedelta(days=each) for each in range(5)]


@pytest.mark.parametrize(
    ("cron", "moment", "note"),
    [
        ("30 3 * * *", at(29, 1, 0, 3), "03:00 to 04:00 is skipped that night: at its end"),
        ("0 4 * * *", at(29, 1, 0, 3), ""),
        ("30 3 * * *", at(25, 0, 30, 10), "03:30 comes twice that night: the first"),
        ("*/30 * * * *", at(25, 1, 30, 10), "03:30 comes twice that night: the second"),
        ("30 3 * * *", at(26, 1, 30, 10), ""),
    ],
)
def test_what_a_change_of_the_clocks_does_is_said(cron: str, moment: datetime, note: str) -> None:
    schedule = Schedule(cron=cron, time_zone=KYIV)
    assert next_run(schedule, moment - timedelta(minutes=1)) == moment
    assert clock_note(schedule, moment) == note


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule(cron="* * *"),
        Schedule(cron="0 0 30 2 *"),
        Schedule(cron="0 0 * * *", time_zone="Mars/Olympus"),
    ],
)
def test_a_schedule_that_cannot_be_read_is_told(schedule: Schedule) -> None:
    with pytest.raises(Permanent, match="mend the watch"):
        next_run(schedule, NOW)


@given(minutes, st.integers(1, 120), st.text(max_size=10))
def test_jitter_is_the_same_for_the_same_run_and_within_its_span(
    minute: int, widest: int, watch: str
) -> None:
    schedule = Schedule(every="1d", jitter=f"{widest}m")
    moment = NOW + timedelta(minutes=minute)
    begins = begin_at(watch, schedule, moment)
    assert moment <= begins <= moment + timedelta(minutes=widest)
    assert begins == begin_at(watch, schedule, moment.astimezone(ZoneInfo(KYIV)))


def test_jitter_spreads_watches_and_days() -> None:
    schedule = Schedule(every="1d", jitter="1h")
    names = {begin_at(f"w{number}", schedule, NOW) for number in range(50)}
    days = {begin_at("w", schedule, NOW + 24 * HOUR * day) - 24 * HOUR * day for day in range(50)}
    assert min(len(names), len(days)) > 40


def test_a_run_is_not_due_before_its_jitter_is_over() -> None:
    schedule = Schedule(cron="0 0 * * *", jitter="1h")
    last, moment = a_run(at(2, 0), at(2, 1)), at(3, 0)
    begins = begin_at("w", schedule, moment)
    assert due("w", schedule, last, begins - timedelta(seconds=1)) is None
    assert due("w", schedule, last, begins) == moment


def overlapping(**fields: Any) -> tuple[Schedule, Run]:
    """Hourly, and the last run took from 10:00 to 12:30."""
    return Schedule(time_zone="UTC", **fields), a_run(at(2, 10), at(2, 12, 30))


@pytest.mark.parametrize("times", [{"every": "1h"}, {"cron": "0 * * * *"}])
def test_nothing_begins_while_the_last_run_is_under_way(times: dict[str, str]) -> None:
    schedule, _ = overlapping(**times)
    under_way = a_run(at(2, 10))
    assert not is_due(schedule, under_way, at(2, 12))
    assert missed(schedule, under_way, at(2, 10, 59)) is None
    assert missed(schedule, under_way, at(2, 12)) == at(2, 11)


@pytest.mark.parametrize("times", [{"every": "1h"}, {"cron": "0 * * * *"}])
def test_skip_waits_for_the_next_moment_and_queue_begins_once_at_the_end(
    times: dict[str, str],
) -> None:
    schedule, last = overlapping(**times)
    assert not is_due(schedule, last, at(2, 12, 31))
    assert due("w", schedule, last, at(2, 13)) == at(2, 13)
    queued, _ = overlapping(**times, overlap="queue")
    assert due("w", queued, last, at(2, 12, 31)) == at(2, 11)
    made_up = a_run(at(2, 12, 31), at(2, 12, 32))
    assert not is_due(queued, made_up, at(2, 12, 59))


@given(minutes, minutes, st.sampled_from(CRONS), st.sampled_from(["skip", "queue"]))
def test_what_is_due_is_what_was_announced(took: int, later: int, cron: str, overlap: Any) -> None:
    schedule = Schedule(cron=cron, time_zone=KYIV, overlap=overlap, jitter="5m")
    ended = NOW + timedelta(minutes=took % 2000)
    last, now = a_run(NOW, ended), ended + timedelta(minutes=later % 2000)
    ((moment, begins),) = upcoming("w", schedule, last, now, 1)
    found = due("w", schedule, last, now)
    assert found == (moment if begins <= now else None)


def test_the_next_runs_are_told_in_their_order() -> None:
    schedule = Schedule(cron="1 0 * * *")
    times = [begins for _, begins in upcoming("w", schedule, a_run(NOW, NOW), NOW, 3)]
    assert times == [at(3, 0, 1), at(4, 0, 1), at(5, 0, 1)]
