"""Every frontier against the model in memory: the same random steps, the same answers."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

from contracts.frontier import (
    ANOTHER_LIFE_MS,
    Answered,
    Finished,
    HostPolicy,
    Lease,
    Request,
    Role,
    Sweep,
    Visit,
)
from crawler.ports import Frontier
from tests.builders import NOW
from tests.contract.frontier_rig import (
    ENGINES,
    WIDE_OPEN,
    FakeTime,
    answered,
    redis_frontier,
)
from tests.contract.redis_frontier_audit import audit as redis_audit
from tests.contract.redis_rig import keys_of_our_own, redis_address
from tests.contract.sqlite_frontier_audit import audit

T = TypeVar("T")

HOSTS = ("a.test", "b.test", "C.test")
WATCHES = ("", "data", "chefs")
SWEEPS = dict(zip("stuvwx", "xyxyxy", strict=True))
"""Each with the listing it walks."""

requests = st.builds(
    Request,
    url=st.builds("http://{}/{}".format, st.sampled_from(HOSTS), st.integers(0, 7)),
    source=st.just("board"),
    role=st.sampled_from(Role),
    sweep=st.sampled_from(("", *SWEEPS)),
    watch=st.sampled_from(WATCHES),
    priority=st.integers(-1, 1),
)
batches = st.lists(requests, max_size=12)
policies = st.builds(
    HostPolicy,
    interval_ms=st.sampled_from((0, 0, 1, 700, 9_000, 40_000)),
    slots=st.sampled_from((0, 1, 2, 3, 9)),
)
pauses = st.sampled_from(
    (0, 0, 1, 300, 5_999, 15_000, 29_999, 30_000, 45_000, 3_700_000, ANOTHER_LIFE_MS)
)
visits = st.builds(
    Visit,
    interval_ms=st.sampled_from((0, 1, 20_000, 90_000)),
    content=st.sampled_from(("", "hash")),
    shown=st.sampled_from(((), ("1", "2"))),
)
origins = st.builds("{}://{}".format, st.sampled_from(("http", "HTTPS")), st.sampled_from(HOSTS))


class FrontierMachine(RuleBasedStateMachine):
    """Two frontiers live through the same; their clock moves before a claim."""

    engine: ClassVar[str]
    leases: Bundle[Lease] = Bundle("leases")

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(TemporaryDirectory()))
        self.time = FakeTime()
        self.model = self.stack.enter_context(ENGINES["memory"](self.folder, self.time))
        self.real = self.stack.enter_context(self.opened())

    def opened(self) -> AbstractContextManager[Frontier]:
        return ENGINES[self.engine](self.folder, self.time)

    def both(self, act: Callable[[Frontier], T]) -> T:
        expected = act(self.model)
        assert act(self.real) == expected
        return expected

    @initialize(batch=batches, hosts=st.sets(st.sampled_from(HOSTS)))
    def some_work_is_there(self, batch: list[Request], hosts: set[str]) -> None:
        for host in sorted(hosts):
            self.configure_host(host, WIDE_OPEN)
        self.push(batch)

    @rule(batch=batches)
    def push(self, batch: list[Request]) -> None:
        self.both(lambda frontier: frontier.push(batch))

    @rule(target=leases, pause=pauses, limit=st.integers(0, 12))
    def claim(self, pause: int, limit: int) -> MultipleResults[Lease]:
        self.time.advance(pause)
        return multiple(*self.both(lambda frontier: frontier.claim("worker", "egress", limit)))

    @rule(
        lease=leases,
        status=st.sampled_from((200, 404, 429, 503, None)),
        latency_ms=st.sampled_from((5, 1_900, 8_000)),
        retry_after_ms=st.sampled_from((None, 0, 2_000, 100_000)),
        blocked=st.booleans(),
    )
    def fetched(
        self,
        lease: Lease,
        status: int | None,
        latency_ms: int,
        retry_after_ms: int | None,
        blocked: bool,  # noqa: FBT001 - drawn by name
    ) -> None:
        answer = Answered(
            lease=lease,
            status=status,
            latency_ms=latency_ms,
            retry_after_ms=retry_after_ms,
            blocked=blocked,
        )
        self.both(lambda frontier: frontier.fetched([answer]))

    @rule(held=st.lists(leases, max_size=6))
    def fetched_together(self, held: list[Lease]) -> None:
        self.both(lambda frontier: frontier.fetched([answered(lease) for lease in held]))

    @rule(lease=consumes(leases), complete=st.booleans(), follow=batches, again=st.none() | visits)
    def ack(
        self,
        lease: Lease,
        complete: bool,  # noqa: FBT001 - drawn by name
        follow: list[Request],
        again: Visit | None,
    ) -> None:
        finished = Finished(lease=lease, complete=complete, follow=tuple(follow), again=again)
        self.both(lambda frontier: frontier.ack([finished]))

    @rule(origin=origins, turn=st.booleans())
    def robots(self, origin: str, turn: bool) -> None:  # noqa: FBT001 - drawn by name
        self.both(lambda frontier: frontier.robots(origin, turn=turn))

    @rule(
        origin=origins,
        text=st.sampled_from((None, b"", b"User-agent: *")),
        delay_ms=st.sampled_from((0, 500, 20_000)),
        keep_ms=st.sampled_from((0, 3_000, 60_000)),
    )
    def tell_robots(self, origin: str, text: bytes | None, delay_ms: int, keep_ms: int) -> None:
        self.both(
            lambda frontier: frontier.tell_robots(origin, text, delay_ms=delay_ms, keep_ms=keep_ms)
        )

    @rule(held=st.lists(leases, max_size=6))
    def ack_together(self, held: list[Lease]) -> None:
        finished = [Finished(lease=lease) for lease in held]
        self.both(lambda frontier: frontier.ack(finished))

    @rule(held=st.lists(leases, max_size=6))
    def extend(self, held: list[Lease]) -> None:
        self.both(lambda frontier: frontier.extend(held))

    @rule(
        held=st.lists(leases, max_size=3),
        delay_ms=st.sampled_from((0, 1, 6_000, 90_000)),
        failed=st.booleans(),
    )
    def release(self, held: list[Lease], delay_ms: int, failed: bool) -> None:  # noqa: FBT001 - drawn by name
        self.both(lambda frontier: frontier.release(held, delay_ms=delay_ms, failed=failed))

    @rule(host=st.sampled_from(HOSTS), policy=policies)
    def configure_host(self, host: str, policy: HostPolicy) -> None:
        self.both(lambda frontier: frontier.configure_host(host, policy))

    @rule(name=st.sampled_from(sorted(SWEEPS)), pages=st.integers(0, 3), others=batches)
    def open_sweep(self, name: str, pages: int, others: list[Request]) -> None:
        sweep = Sweep(id=name, space="public", source="board", listing=SWEEPS[name], started_at=NOW)
        roots = [
            Request(url=f"http://a.test/{page}", source="board", role=Role.LISTING, sweep=name)
            for page in range(pages)
        ]
        self.both(lambda frontier: frontier.open_sweep(sweep, [*roots, *others]))

    @rule(names=st.lists(st.sampled_from(sorted(SWEEPS)), max_size=2))
    def confirm_sweeps(self, names: list[str]) -> None:
        self.both(lambda frontier: frontier.confirm_sweeps(names))

    @invariant()
    def the_books_agree(self) -> None:
        self.both(lambda frontier: frontier.ended_sweeps())
        parts = self.both(lambda frontier: [frontier.ledger(watch) for watch in WATCHES])
        whole = self.both(lambda frontier: frontier.ledger())
        assert whole.balanced
        assert whole.discovered == sum(part.discovered for part in parts)

    def teardown(self) -> None:
        self.stack.close()


class SqliteMachine(FrontierMachine):
    engine = "sqlite"

    def teardown(self) -> None:
        try:
            assert audit(self.folder / "frontier.db") == self.model.ledger()
        finally:
            super().teardown()


class RedisMachine(FrontierMachine):
    def opened(self) -> AbstractContextManager[Frontier]:
        self.prefix = self.stack.enter_context(keys_of_our_own(redis_address()))
        return closing(redis_frontier(redis_address(), self.prefix, self.time))

    def teardown(self) -> None:
        try:
            assert redis_audit(redis_address(), self.prefix) == self.model.ledger()
        finally:
            super().teardown()


pytestmark = pytest.mark.timeout(600)
TestSqliteFrontier = SqliteMachine.TestCase
TestSqliteFrontier.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)

TestRedisFrontier = RedisMachine.TestCase
TestRedisFrontier.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
