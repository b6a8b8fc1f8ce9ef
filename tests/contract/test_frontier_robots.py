"""How every frontier keeps robots.txt for the whole cluster: one reads, all obey."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.frontier import ROBOTS_TURN_MS, HostPolicy, Robots, RobotsState
from tests.contract.frontier_rig import ENGINES, LEASE_MS, Engine, Rig, rig_of

ORIGIN = "http://a.test"
TEXT = b"User-agent: *\nDisallow: /private/\n\xff"
DAY = 24 * 3_600_000
YOURS, WAIT = Robots(state=RobotsState.YOURS), Robots(state=RobotsState.WAIT)


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with rig_of(engine, tmp_path) as rig:
        yield rig


def tell(rig: Rig, text: bytes | None = TEXT, *, delay_ms: int = 0, keep_ms: int = DAY) -> None:
    rig.frontier.tell_robots(ORIGIN, text, delay_ms=delay_ms, keep_ms=keep_ms)


def starts(rig: Rig) -> list[int]:
    rig.push(*[f"{ORIGIN}/{number}" for number in range(9)])
    return [lease.start_in for lease in rig.claim(3)]


def test_the_first_who_asks_is_to_read_and_the_others_wait(rig: Rig) -> None:
    assert rig.frontier.robots(ORIGIN) == YOURS
    assert rig.frontier.robots(ORIGIN) == WAIT
    assert rig.frontier.robots("http://b.test") == YOURS


def test_whoever_only_looks_takes_no_turn(rig: Rig) -> None:
    assert rig.frontier.robots(ORIGIN, turn=False) == Robots(state=RobotsState.UNREAD)
    assert rig.frontier.robots(ORIGIN) == YOURS
    assert rig.frontier.robots(ORIGIN, turn=False) == WAIT
    tell(rig)
    known = Robots(state=RobotsState.RULES, text=TEXT)
    assert rig.frontier.robots(ORIGIN, turn=False) == known
    rig.time.advance(DAY)
    assert rig.frontier.robots(ORIGIN, turn=False) == Robots(state=RobotsState.UNREAD)


def test_a_reader_who_tells_nothing_loses_the_turn(rig: Rig) -> None:
    rig.frontier.robots(ORIGIN)
    rig.time.advance(ROBOTS_TURN_MS - 1)
    assert rig.frontier.robots(ORIGIN) == WAIT
    rig.time.advance(1)
    assert rig.frontier.robots(ORIGIN) == YOURS
    assert rig.frontier.robots(ORIGIN) == WAIT


@pytest.mark.parametrize("text", [TEXT, b""])
def test_what_was_read_is_known_while_it_is_kept(rig: Rig, text: bytes) -> None:
    rig.frontier.robots(ORIGIN)
    tell(rig, text)
    rig.time.advance(DAY - 1)
    assert rig.frontier.robots(ORIGIN) == Robots(state=RobotsState.RULES, text=text)
    rig.time.advance(1)
    assert rig.frontier.robots(ORIGIN) == YOURS


def test_what_could_not_be_read_is_closed_for_so_long(rig: Rig) -> None:
    rig.frontier.robots(ORIGIN)
    tell(rig, None, keep_ms=5_000)
    rig.time.advance(4_999)
    assert rig.frontier.robots(ORIGIN) == Robots(state=RobotsState.CLOSED, failures=1)
    rig.time.advance(1)
    assert rig.frontier.robots(ORIGIN) == Robots(state=RobotsState.YOURS, failures=1)


def test_failures_in_a_row_are_counted_until_one_reading_succeeds(rig: Rig) -> None:
    for failures in range(3):
        assert rig.frontier.robots(ORIGIN).failures == failures
        tell(rig, None, keep_ms=0)
    tell(rig, keep_ms=0)
    assert rig.frontier.robots(ORIGIN).failures == 0


def test_each_origin_has_rules_of_its_own(rig: Rig) -> None:
    tell(rig)
    assert rig.frontier.robots("https://a.test").state is RobotsState.YOURS
    assert rig.frontier.robots("http://a.test:81").state is RobotsState.YOURS
    assert rig.frontier.robots("HTTP://A.test").state is RobotsState.RULES


def test_a_host_is_asked_no_faster_than_its_robots_txt_wants(rig: Rig) -> None:
    rig.frontier.configure_host("a.test", HostPolicy(interval_ms=100, slots=9))
    tell(rig, delay_ms=700)
    assert starts(rig) == [0, 700, 1_400]


def test_a_host_is_asked_no_faster_than_the_configuration_wants(rig: Rig) -> None:
    rig.frontier.configure_host("a.test", HostPolicy(interval_ms=900, slots=9))
    tell(rig, delay_ms=700)
    assert starts(rig) == [0, 900, 1_800]


def test_a_later_configuration_does_not_undo_what_robots_txt_wants(rig: Rig) -> None:
    tell(rig, delay_ms=700)
    rig.frontier.configure_host("a.test", HostPolicy(interval_ms=0, slots=9))
    assert starts(rig) == [0, 700, 1_400]


def test_a_new_reading_may_let_the_host_be_asked_faster(rig: Rig) -> None:
    rig.frontier.configure_host("a.test", HostPolicy(interval_ms=0, slots=9))
    tell(rig, delay_ms=700)
    tell(rig, delay_ms=200)
    assert starts(rig) == [0, 200, 400]


def test_a_wanted_pace_holds_for_the_gap_that_is_open(rig: Rig) -> None:
    rig.frontier.configure_host("a.test", HostPolicy(interval_ms=0, slots=9))
    rig.push(f"{ORIGIN}/first")
    rig.one()
    tell(rig, delay_ms=700)
    assert starts(rig) == [700, 1_400, 2_100]


def test_a_wanted_pace_outlives_its_text(rig: Rig) -> None:
    """A failed reading says nothing about the pace."""
    rig.frontier.configure_host("a.test", HostPolicy(interval_ms=0, slots=9))
    tell(rig, delay_ms=700, keep_ms=0)
    tell(rig, None, keep_ms=0)
    assert starts(rig) == [0, 700, 1_400]


def test_a_host_whose_rules_cannot_be_read_rests_and_delays_no_other(rig: Rig) -> None:
    rig.wide_open("a.test", "b.test")
    rig.push(f"{ORIGIN}/1", "http://b.test/1")
    tell(rig, None, keep_ms=60_000)
    (other,) = rig.claim()
    assert other.request.host == "b.test"
    rig.ack(other)
    rig.time.advance(60_000 - LEASE_MS // 2)
    assert rig.one().start_in == LEASE_MS // 2


def test_a_rest_is_not_cut_short_by_a_failed_reading(rig: Rig) -> None:
    rig.wide_open()
    rig.push(f"{ORIGIN}/1", f"{ORIGIN}/2")
    rig.fetched(rig.one(), status=503, retry_after_ms=600_000)
    tell(rig, None, keep_ms=1_000)
    rig.time.advance(600_000 - LEASE_MS // 2 - 1)
    assert f"{ORIGIN}/2" not in rig.urls()
