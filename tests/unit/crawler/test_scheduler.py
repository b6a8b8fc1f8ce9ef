"""When a watch is due, and what it puts into the frontier."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Permanent
from contracts.frontier import HostPolicy
from contracts.subjects import Metadata, Schedule, Watch, WatchSpec
from crawler.scheduler import asked, due, next_run, seed, span
from crawler.source import Source
from crawler.sources.robota import Robota
from crawler.sources.work_ua import WorkUa
from tests.builders import NOW
from tests.fakes.frontier import MemoryFrontier
from tests.unit.crawler.pages import ROBOTA, WORK

KYIV = "Europe/Kyiv"
SOURCES: dict[str, Source] = {"work_ua": WorkUa(WORK), "robota": Robota(ROBOTA)}
POLICIES = {"work_ua": HostPolicy(interval_ms=0, slots=5), "robota": HostPolicy()}


def a_watch(spec: WatchSpec, name: str = "w") -> Watch:
    metadata = Metadata(name=name)
    return Watch(api_version="prospekt.dev/v1alpha1", kind="Watch", metadata=metadata, spec=spec)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


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


def test_a_watch_that_never_ran_is_due() -> None:
    assert due(Schedule(every="1d"), None, NOW)


@given(st.integers(0, 100_000), st.integers(1, 48))
def test_missed_runs_are_made_up_by_one(minutes: int, hours: int) -> None:
    """Whatever was missed: after the one that makes up for it nothing is due at once."""
    schedule = Schedule(every=f"{hours}h")
    now = NOW + timedelta(minutes=minutes)
    assert due(schedule, NOW, now) is (minutes >= 60 * hours)
    assert not due(schedule, now, now)


@pytest.mark.parametrize(
    ("cron", "zone", "last", "following"),
    [
        pytest.param("1 0 * * *", "UTC", at(2, 12), at(3, 0, 1), id="daily"),
        pytest.param("0 7 * * *", KYIV, at(2, 12), at(3, 5), id="kyiv-in-winter"),
        pytest.param("0 7 * * *", KYIV, at(2, 12, month=7), at(3, 4, month=7), id="in-summer"),
        pytest.param(
            "30 3 * * *", KYIV, at(28, 12, month=3), at(29, 1, month=3), id="skipped-hour"
        ),
        pytest.param(
            "30 3 * * *", KYIV, at(24, 12, month=10), at(25, 0, 30, 10), id="doubled-hour"
        ),
        pytest.param("0 9 * * 1", "UTC", at(2, 9), at(9, 9), id="exactly-then-is-past"),
    ],
)
def test_cron_runs_by_the_clock_of_its_zone(
    cron: str, zone: str, last: datetime, following: datetime
) -> None:
    schedule = Schedule(cron=cron, time_zone=zone)
    assert next_run(schedule, last) == following
    assert not due(schedule, last, following - timedelta(seconds=1))
    assert due(schedule, last, following)


@pytest.mark.parametrize(
    "schedule",
    [Schedule(cron="* * *"), Schedule(cron="0 0 * * *", time_zone="Mars/Olympus")],
)
def test_a_schedule_that_cannot_be_read_is_told(schedule: Schedule) -> None:
    with pytest.raises(Permanent, match="mend the watch"):
        due(schedule, NOW, NOW)


def test_a_known_subject_is_searched_by_its_titles() -> None:
    spec = asked(WatchSpec(subject="data engineer", keywords=("airflow",)))
    assert spec.keywords == ("airflow", "Інженер даних", "Инженер данных", "Data Engineer")
    assert spec.subject == ""
    only = asked(WatchSpec(subject="data engineer", languages=("uk",)))
    assert only.keywords == ("Інженер даних",)


def test_an_unknown_subject_is_searched_as_it_is_written() -> None:
    assert asked(WatchSpec(subject="zookeeper of dragons")).subject == "zookeeper of dragons"


def put(frontier: MemoryFrontier, spec: WatchSpec, now: datetime = NOW) -> tuple[int, int]:
    seeded = seed(a_watch(spec), SOURCES, POLICIES, frontier, now)
    return seeded.opened, seeded.under_way


def test_seeding_opens_a_walk_of_each_listing() -> None:
    frontier = MemoryFrontier(now_ms=lambda: 0)
    assert put(frontier, WatchSpec(keywords=("sql", "python"))) == (4, 0)
    assert frontier.ledger("w").queued == 4


def test_only_the_sources_that_are_named_are_asked() -> None:
    frontier = MemoryFrontier(now_ms=lambda: 0)
    assert put(frontier, WatchSpec(keywords=("sql",), sources=("robota",))) == (1, 0)
    (lease,) = frontier.claim("w", "", 10)
    assert lease.request.source == "robota"


def test_a_listing_that_is_being_walked_is_not_begun_again() -> None:
    frontier = MemoryFrontier(now_ms=lambda: 0)
    put(frontier, WatchSpec(keywords=("sql",)))
    later = NOW + timedelta(hours=1)
    assert put(frontier, WatchSpec(keywords=("sql", "python")), later) == (2, 2)


def test_seeding_sets_the_pace_of_the_hosts() -> None:
    frontier = MemoryFrontier(now_ms=lambda: 0)
    put(frontier, WatchSpec(keywords=tuple("abcdefgh"), sources=("work_ua",)))
    starts = [lease.start_in for lease in frontier.claim("w", "", 10)]
    assert starts == [0] * POLICIES["work_ua"].slots


def test_an_unknown_source_is_told() -> None:
    frontier = MemoryFrontier(now_ms=lambda: 0)
    with pytest.raises(Permanent, match="'hh' is unknown; known: work_ua, robota"):
        put(frontier, WatchSpec(keywords=("sql",), sources=("hh",)))
