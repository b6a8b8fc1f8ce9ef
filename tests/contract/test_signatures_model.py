"""Every store of signatures against the model in memory: the same steps, the same answers."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.builders import NOW
from tests.contract.signatures_rig import ENGINES, WINDOW_DAYS, FakeDays
from tests.fakes.signatures import MemorySignatures

records = st.sampled_from([*"abcdefgh", "ґ", "é", "aa", "", "B"])
bands = st.lists(st.sampled_from([*range(-4, 8), 2**63 - 1, -(2**63)]), max_size=5)
moments = st.builds(
    lambda days, microseconds: NOW + timedelta(days=days, microseconds=microseconds),
    st.sampled_from((-30_000, -WINDOW_DAYS, -1, 0, 0, 0, 1, WINDOW_DAYS)),
    st.sampled_from((0, 0, 1)),
)


class SignaturesMachine(RuleBasedStateMachine):
    """Two stores live through the same; their clock moves before a batch."""

    engine: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(TemporaryDirectory()))
        self.days = FakeDays()
        self.model = MemorySignatures(window_days=WINDOW_DAYS, now_ms=self.days)
        opened = self.stack.enter_context(ENGINES[self.engine](folder))
        self.real = self.stack.enter_context(opened(now_ms=self.days))

    @rule(
        days=st.sampled_from((0, 0, 0, 1, WINDOW_DAYS - 1, WINDOW_DAYS, WINDOW_DAYS + 1)),
        batch=st.lists(st.tuples(records, bands, moments), max_size=4),
    )
    def join(self, days: int, batch: list[tuple[str, list[int], object]]) -> None:
        self.days.advance(days)
        assert self.real.join(batch) == self.model.join(batch)  # type: ignore[arg-type]

    @rule(ids=st.lists(records, max_size=3))
    def forget(self, ids: list[str]) -> None:
        self.real.forget(ids)
        self.model.forget(ids)

    def teardown(self) -> None:
        self.stack.close()


class SqliteMachine(SignaturesMachine):
    engine = "sqlite"


class RedisMachine(SignaturesMachine):
    engine = "redis"


pytestmark = pytest.mark.timeout(600)
TestSqliteSignatures = SqliteMachine.TestCase
TestSqliteSignatures.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)

TestRedisSignatures = RedisMachine.TestCase
TestRedisSignatures.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
