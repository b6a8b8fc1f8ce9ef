"""A line that is cut in the middle of a call: done or not begun, and harmless when repeated."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest

from contracts.errors import Transient
from contracts.frontier import Answered, Finished, Ledger
from engines.redis.frontier import RedisFrontier
from engines.redis.settings import PREFIX
from tests.contract.frontier_rig import LEASE_MS, WIDE_OPEN, FakeTime, redis_frontier
from tests.contract.redis_frontier_audit import audit
from tests.contract.sqlite_frontier_workers import pages
from tests.engines.line import Line, line_to
from tests.engines.redis import redis_server


@dataclass(frozen=True)
class Far:
    """A frontier at the end of a line, with twenty pages in it."""

    frontier: RedisFrontier
    line: Line
    time: FakeTime
    url: str

    def cut(self, act: Callable[[], object]) -> None:
        with pytest.raises(Transient):
            act()
        self.line.mend()

    def books(self) -> Ledger:
        return audit(self.url, PREFIX)


@pytest.fixture
def far() -> Iterator[Far]:
    time = FakeTime()
    with ExitStack() as stack:
        server = stack.enter_context(redis_server())
        line = stack.enter_context(line_to(server.port))
        url = f"redis://127.0.0.1:{line.port}/0"
        frontier = stack.enter_context(closing(redis_frontier(url, PREFIX, time)))
        know_the_scripts(stack.enter_context(closing(redis_frontier(url, "another", time))))
        frontier.configure_host("a.test", WIDE_OPEN)
        frontier.push(pages(0, 20))
        yield Far(frontier, line, time, server.url)


def know_the_scripts(frontier: RedisFrontier) -> None:
    """So that the answer which is lost is that of the operation, not "I know no such script"."""
    frontier.push(pages(0, 1))
    leases = frontier.claim("worker", "egress", 1)
    frontier.fetched([Answered(lease=lease, status=200, latency_ms=8) for lease in leases])
    frontier.extend(leases)
    frontier.ack([Finished(lease=lease) for lease in leases])


def test_what_the_server_never_heard_is_not_begun(far: Far) -> None:
    leases = far.frontier.claim("worker", "egress", 5)
    finished = [Finished(lease=lease, follow=tuple(pages(100, 9))) for lease in leases]
    before = far.books()
    for act in (
        lambda: far.frontier.push(pages(20, 5)),
        lambda: far.frontier.claim("worker", "egress", 5),
        lambda: far.frontier.ack(finished),
    ):
        far.line.mute.set()
        far.cut(act)
        assert far.books() == before
    assert far.frontier.ack(finished) == [True] * 5


def test_a_push_whose_answer_was_lost_may_be_repeated(far: Far) -> None:
    far.line.deaf.set()
    far.cut(lambda: far.frontier.push(pages(20, 5)))
    assert far.books() == Ledger(discovered=25, queued=25)
    assert far.frontier.push(pages(20, 5)) == 0


def test_an_acknowledgement_whose_answer_was_lost_is_done_once(far: Far) -> None:
    leases = far.frontier.claim("worker", "egress", 5)
    finished = [Finished(lease=lease, follow=tuple(pages(100, 9))) for lease in leases]
    far.line.deaf.set()
    far.cut(lambda: far.frontier.ack(finished))
    done = Ledger(discovered=29, queued=24, done=5)
    assert far.books() == done
    assert far.frontier.ack(finished) == [False] * 5
    assert far.books() == done


def test_leases_that_nobody_heard_of_come_back_at_their_deadline(far: Far) -> None:
    far.line.deaf.set()
    far.cut(lambda: far.frontier.claim("worker", "egress", 5))
    assert far.books() == Ledger(discovered=20, queued=15, leased=5)
    far.time.advance(LEASE_MS)
    leases = far.frontier.claim("worker", "egress", 20)
    assert sorted(lease.attempt for lease in leases) == [1] * 15 + [2] * 5


def test_a_heartbeat_and_an_answer_may_be_repeated(far: Far) -> None:
    (lease,) = far.frontier.claim("worker", "egress", 1)
    answered = [Answered(lease=lease, status=200, latency_ms=8)]
    for act in (
        lambda: far.frontier.extend([lease]),
        lambda: far.frontier.fetched(answered),
    ):
        far.line.deaf.set()
        far.cut(act)
    assert far.frontier.fetched(answered) == far.frontier.extend([lease]) == [True]
    assert far.frontier.ack([Finished(lease=lease)]) == [True]
    assert far.books() == Ledger(discovered=20, queued=19, done=1)
