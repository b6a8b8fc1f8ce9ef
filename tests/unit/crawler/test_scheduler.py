"""What a watch puts into the frontier."""

from datetime import datetime, timedelta

import pytest

from contracts.errors import Permanent
from contracts.frontier import HostPolicy
from contracts.subjects import Metadata, Watch, WatchSpec
from crawler.schedule.seeding import asked, seed
from crawler.source import Source
from crawler.sources.robota import Robota
from crawler.sources.work_ua import WorkUa
from tests.builders import NOW
from tests.fakes.frontier import MemoryFrontier
from tests.unit.crawler.pages import ROBOTA, WORK

SOURCES: dict[str, Source] = {"work_ua": WorkUa(WORK), "robota": Robota(ROBOTA)}
POLICIES = {"work_ua": HostPolicy(interval_ms=0, slots=5), "robota": HostPolicy()}


def a_watch(spec: WatchSpec, name: str = "w") -> Watch:
    metadata = Metadata(name=name)
    return Watch(api_version="prospekt.dev/v1alpha1", kind="Watch", metadata=metadata, spec=spec)


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
