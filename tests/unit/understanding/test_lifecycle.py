"""When a posting closed: by its source's word, or by two complete sweeps in a row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understanding.lifecycle import closed_at, closing_moments

_STARTS = st.lists(st.integers(0, 30), unique=True).map(sorted)
_SWEEPS = _STARTS.flatmap(
    lambda starts: st.tuples(*(st.tuples(st.just(s), st.booleans()) for s in starts))
)


@pytest.mark.parametrize(
    ("sweeps", "moments"),
    [
        pytest.param([], [], id="none"),
        pytest.param([(1, True)], [], id="one closes nothing"),
        pytest.param([(1, True), (2, True)], [1], id="two close at the first"),
        pytest.param([(1, True), (2, False), (3, True)], [], id="incomplete one parts them"),
        pytest.param([(1, False), (2, True), (3, True), (4, True)], [2, 3], id="every pair"),
    ],
)
def test_two_complete_sweeps_in_a_row_close(
    sweeps: list[tuple[int, bool]], moments: list[int]
) -> None:
    assert closing_moments(sweeps) == moments


@pytest.mark.parametrize(
    ("seen", "said", "closings", "closed"),
    [
        pytest.param(5, None, [], None, id="nothing closed it"),
        pytest.param(5, None, [[3, 5]], None, id="seen in the sweep itself"),
        pytest.param(5, None, [[3, 6, 7]], 6, id="first moment after the last sighting"),
        pytest.param(5, None, [[9], [7]], 7, id="earliest of several listings"),
        pytest.param(5, 5, [], 5, id="source's word"),
        pytest.param(5, 4, [], None, id="source's word, but seen later"),
        pytest.param(5, 6, [[8]], 6, id="source's word before the sweeps"),
        pytest.param(5, 9, [[8]], 8, id="sweeps before the source's word"),
        pytest.param(None, 4, [[8]], 4, id="never seen: only its source can close it"),
        pytest.param(None, None, [[8]], None, id="never seen, nothing said"),
    ],
)
def test_earliest_closing_after_the_last_sighting_counts(
    seen: int | None, said: int | None, closings: list[list[int]], closed: int | None
) -> None:
    assert closed_at(seen, said, closings) == closed


@given(_SWEEPS, st.integers(0, 30), st.integers(0, 30))
def test_later_sighting_never_makes_it_close_earlier(
    sweeps: list[tuple[int, bool]], seen: int, later: int
) -> None:
    moments = [closing_moments(sweeps)]
    before, after = closed_at(seen, None, moments), closed_at(max(seen, later), None, moments)
    assert after is None or (before is not None and after >= before)


@given(_SWEEPS, st.integers(0, 30))
def test_never_closed_before_it_was_last_seen(sweeps: list[tuple[int, bool]], seen: int) -> None:
    closed = closed_at(seen, None, [closing_moments(sweeps)])
    assert closed is None or closed > seen
