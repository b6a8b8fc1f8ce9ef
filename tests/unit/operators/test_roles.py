"""When a fallen process starts again."""

from hypothesis import given
from hypothesis import strategies as st

from operators.roles import LONGEST_PAUSE, STEADY_AFTER, Falls, embedded_roles


def test_each_fall_in_a_row_waits_longer() -> None:
    falls, pauses = Falls(), []
    for _ in range(4):
        falls = falls.after(1.0)
        pauses.append(falls.pause)
    assert pauses == [0.5, 1.0, 2.0, 4.0]


@given(st.integers(0, 10_000))
def test_no_pause_is_longer_than_the_longest(count: int) -> None:
    assert Falls(count).pause <= LONGEST_PAUSE


def test_a_steady_run_forgives_earlier_falls() -> None:
    assert Falls(6).after(STEADY_AFTER) == Falls(1)


def test_the_roles_are_told_their_ports_and_workers() -> None:
    roles = embedded_roles(api_port=1, predictions_port=2, stream_workers=2)
    assert [role.name for role in roles] == ["crawler", "stream", "stream-2", "api", "predictions"]
    assert roles[3].command[-2:] == ["--port", "1"]
