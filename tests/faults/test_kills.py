"""Every process is killed ten times in the midst of a crawl: nothing is lost, nothing is twice."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest

from contracts.events import SweepEnded
from contracts.names import SWEEPS
from demo import schedule
from tests.contract.sqlite_frontier_audit import audit
from tests.faults.boards import NAMES, PER_PAGE, open_at, serving
from tests.faults.fleet import ROLES, Fleet
from tests.faults.ordeal import STEADY, Outcome, endure
from tests.faults.place import Place

KILLS = 10
MOMENT = schedule.sweep_times()[0]
SHOWN = Counter(board for board, _ in open_at(MOMENT, *NAMES))
LISTS = {name: -(-SHOWN[name] // size) for name, size in PER_PAGE.items()}
"""Pages of each board's listing."""
PAGES = SHOWN.total() + sum(LISTS.values())
pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with closing(Place(tmp_path_factory.mktemp("kills"))) as place:
        yield place


@pytest.fixture(scope="module")
def fleet(place: Place) -> Iterator[Fleet]:
    with closing(Fleet(place)) as fleet:
        yield fleet


@pytest.fixture(scope="module")
def outcome(place: Place, fleet: Fleet) -> Iterator[Outcome]:
    """One sweep of both boards; in each of ten rounds every process is killed once."""
    place.travel(MOMENT)
    with serving(place.clock, delay_ms=500) as boards:
        place.settle(boards, STEADY, CRAWLER_LEASE_MS=3000, STREAM_BATCH=2)
        yield endure(place, fleet, boards, rounds=KILLS, pages=PAGES)


@pytest.mark.parametrize("role", ROLES)
def test_each_was_killed_ten_times_while_leases_and_messages_were_outstanding(
    outcome: Outcome, role: str
) -> None:
    kills = [kill for kill in outcome.kills if kill.role == role]
    assert len({kill.pid for kill in kills}) == len(kills) == KILLS
    for kill in kills:
        assert kill.ledger.leased >= 1
        assert kill.lag >= 1


def test_every_address_reached_exactly_one_end(place: Place, outcome: Outcome) -> None:
    assert all(reading.balanced for reading in outcome.readings)
    books = place.ledger()
    assert (books.queued, books.leased, books.dead) == (0, 0, 0)
    assert books.discovered == books.done
    assert books.done == PAGES
    assert audit(place.home.frontier) == books


def test_nothing_is_lost_and_nothing_is_there_twice(place: Place, outcome: Outcome) -> None:
    assert outcome.kills
    assert place.indexed() == open_at(MOMENT, *NAMES)
    assert all(place.blob(hit.record.blob) for hit in place.hits())
    assert all(hit.last_seen == MOMENT and hit.closed_at is None for hit in place.hits())


def test_no_message_is_left_or_dead(place: Place, outcome: Outcome) -> None:
    assert outcome.kills
    assert place.lag() == 0
    assert place.dead_letters() == []


def test_every_sweep_ended_complete(place: Place, outcome: Outcome) -> None:
    assert outcome.kills
    ends = [event.end for event in place.events(SWEEPS) if isinstance(event, SweepEnded)]
    assert {(end.sweep.source, end.complete) for end in ends} == {
        ("work_ua", True),
        ("robota", True),
    }
    assert {end.sweep.source: end.pages for end in ends} == LISTS


def test_only_what_was_under_way_is_fetched_again(outcome: Outcome) -> None:
    again = sum(asked.detail - asked.different_details for asked in outcome.asked.values())
    leased = sum(kill.ledger.leased for kill in outcome.kills if kill.role == "crawler")
    print(f"{again} pages fetched again, {leased} leases outstanding at the crawler's kills")
    assert again <= leased
    assert max(asked.most_for_one_detail for asked in outcome.asked.values()) <= 1 + KILLS


def test_the_command_that_waited_through_it_all_tells_the_end(
    place: Place, outcome: Outcome
) -> None:
    books = place.ledger()
    assert outcome.told["ledger"]["done"] == books.done
    assert outcome.told["indexed"] == len(place.indexed())


def test_every_file_is_whole_and_nobody_is_left(
    place: Place, fleet: Fleet, outcome: Outcome
) -> None:
    assert outcome.kills
    assert fleet.stop() == 0
    assert [process.cmdline() for process in place.processes()] == []
    assert place.damaged() == {}
