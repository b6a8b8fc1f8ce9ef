"""A replay is killed at stage after stage while boards are crawled: it goes on, nothing is lost."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from functools import partial

import pytest

from contracts.codec import decode_as
from contracts.events import ReplayMoved
from contracts.frontier import HostPolicy
from contracts.identity import generation_of
from contracts.index import Filters
from contracts.names import PUBLIC, REPLAYS
from demo import schedule
from engines.embedded.index.engine import SqliteIndex
from engines.embedded.log import SqliteLog
from tests.eventually import eventually
from tests.faults.boards import NAMES, Boards, open_at, serving
from tests.faults.place import Place

FIRST, SECOND = schedule.sweep_times()[:2]
KILLED_AT = ("parsing", "filling", "swapping")
STEADY = HostPolicy(interval_ms=20, slots=4)
pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with closing(Place(tmp_path_factory.mktemp("replay"))) as place:
        yield place


@pytest.fixture
def boards(place: Place) -> Iterator[Boards]:
    place.travel(FIRST)
    with serving(place.clock) as boards:
        place.settle(boards, STEADY, STREAM_BATCH=4)
        assert place.run(place.applying(boards, *NAMES)).returncode == 0
        crawled = place.run(place.command("crawl"), seconds=400)
        assert crawled.returncode == 0, crawled.stderr
        yield boards


def test_it_goes_on_after_each_kill_and_loses_nothing(place: Place, boards: Boards) -> None:
    del boards
    assert place.indexed() == open_at(FIRST, *NAMES)
    place.travel(SECOND)
    crawl = place.start(place.command("crawl"))
    with closing(SqliteIndex(place.home.index)) as running:
        said = ["--from", "2020-01-01", "--reparse"]
        for stage in KILLED_AT:
            replay = place.start(place.command("replay", *said))
            eventually(partial(reached, place, replay, stage), within=200, pause=0.001)
            replay.send_signal(signal.SIGKILL)
            replay.communicate()
            assert stage_of(place) == stage
            said = []
        refused = place.run(place.command("replay", "--from", "2021-01-01"))
        assert (refused.returncode, "is unfinished" in refused.stderr) == (2, True), refused.stderr
        crawl.communicate(timeout=400)
        done = place.run(place.command("replay"), seconds=400)
        assert done.returncode == 0, done.stderr
        assert "resumed" in done.stdout
        known = {(hit.record.source, hit.record.external_id) for hit in place.hits()}
        assert known == {*open_at(FIRST, *NAMES), *open_at(SECOND, *NAMES)}
        assert list(running.scan([PUBLIC], Filters())) == place.hits()
    assert all(generation_of(hit.record.version) for hit in place.hits())
    assert stage_of(place) == "done"
    assert [each.name for each in (place.home.root / "builds").iterdir()] == [name_of(place)]
    assert not place.home.index.exists()
    assert (place.lag(), place.dead_letters()) == (0, [])


def reached(place: Place, replay: "subprocess.Popen[str]", stage: str) -> bool:
    assert replay.poll() is None, replay.communicate()
    return stage_of(place) == stage


def last(place: Place) -> ReplayMoved | None:
    with closing(SqliteLog(place.home.log)) as log:
        told = [decode_as(message.value, ReplayMoved) for message in log.read(REPLAYS)]
        return told[-1] if told else None


def stage_of(place: Place) -> str:
    found = last(place)
    return found.stage if found else ""


def name_of(place: Place) -> str:
    found = last(place)
    return found.name if found else ""
