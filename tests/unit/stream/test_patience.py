"""Waiting for what may succeed later."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Misconfigured, Permanent, Transient
from stream.patience import LONGEST_PAUSE, MOST_ASKED, Patience, Stopped, pause_after
from tests.unit.stream.world import patient


def failing(times: int, error: Exception) -> list[Exception]:
    return [error] * times


def call_of(errors: list[Exception]) -> str:
    if errors:
        raise errors.pop()
    return "done"


def test_transient_is_tried_again_until_it_succeeds_and_each_wait_is_said() -> None:
    slept: list[float] = []
    said: list[str] = []
    errors = failing(3, Transient("index.db: locked"))

    assert patient(slept, said)("index", lambda: call_of(errors)) == "done"
    assert slept == [0.1, 0.2, 0.4]
    assert said[0] == "index: index.db: locked; attempt 2 in 0.1 s"
    assert len(said) == 3


def test_an_engine_that_names_its_time_is_given_it() -> None:
    slept: list[float] = []
    errors = failing(1, Transient("index: busy", retry_after=7.0))

    patient(slept, [])("index", lambda: call_of(errors))
    assert slept == [7.0]


@pytest.mark.parametrize("error", [Permanent("no"), Misconfigured("disk full"), KeyError("x")])
def test_other_errors_come_out_at_once(error: Exception) -> None:
    slept: list[float] = []
    with pytest.raises(type(error)):
        patient(slept, [])("index", lambda: call_of([error]))
    assert slept == []


def test_a_stop_ends_the_wait() -> None:
    def stopped(_: float) -> None:
        raise Stopped

    patience = Patience(sleep=stopped, say=lambda _: None)
    with pytest.raises(Stopped):
        patience("index", lambda: call_of(failing(1, Transient("locked"))))


@given(st.integers(1, 10_000), st.none() | st.floats(-1, 1e9))
def test_no_pause_is_longer_than_the_longest(attempt: int, asked: float | None) -> None:
    pause = pause_after(attempt, asked)
    assert 0 <= pause <= (LONGEST_PAUSE if asked is None else MOST_ASKED)
    assert pause_after(attempt + 1, None) >= pause_after(attempt, None)
