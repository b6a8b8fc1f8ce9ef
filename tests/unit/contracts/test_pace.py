"""One host's rhythm: when it rests, for how long, and when it may be asked again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.pace import (
    LONGEST_REST_MS,
    MOST_STRIKES,
    REST_MS,
    SLOW_MS,
    Pace,
    after,
    free_at,
    interval_ms,
    rested,
)

NOW = 1_800_000_000_000

moments = st.integers(NOW - 10_000_000, NOW + 10_000_000)
paces = st.builds(
    Pace,
    strikes=st.integers(0, MOST_STRIKES),
    latency_ms=st.integers(0, 120_000),
    rest_until=moments,
)
statuses = st.sampled_from((None, 200, 301, 404, 429, 500, 503))
latencies = st.integers(0, 120_000)
retries = st.none() | st.integers(-1_000, 10 * LONGEST_REST_MS)


def answered(
    pace: Pace,
    status: int | None,
    *,
    now: int = NOW,
    latency_ms: int = 100,
    retry_after_ms: int | None = None,
    blocked: bool = False,
) -> Pace:
    return after(
        pace,
        now=now,
        status=status,
        latency_ms=latency_ms,
        retry_after_ms=retry_after_ms,
        blocked=blocked,
    )


def refused_in_a_row(times: int, status: int | None = 429) -> tuple[Pace, int]:
    """Refuse each request as soon as the host is rested; tell when the last came."""
    pace, now = Pace(), NOW
    for _ in range(times):
        now = max(now, pace.rest_until)
        pace = answered(pace, status, now=now)
    return pace, now


def test_an_answer_ends_a_row_of_refusals() -> None:
    assert answered(Pace(strikes=3, rest_until=NOW), 200).strikes == 0
    assert answered(Pace(strikes=3, rest_until=NOW), 404).strikes == 0


def test_a_refusal_that_names_no_time_rests_twice_as_long_each_time() -> None:
    rests = []
    for times in range(1, 5):
        pace, now = refused_in_a_row(times)
        rests.append(pace.rest_until - now)
    assert rests == [REST_MS, 2 * REST_MS, 4 * REST_MS, 8 * REST_MS]


def test_a_refusal_rests_as_long_as_it_names() -> None:
    assert answered(Pace(), 503, retry_after_ms=7_000).rest_until == NOW + 7_000


def test_a_named_time_that_is_over_names_nothing() -> None:
    for past in (0, -5_000):
        assert answered(Pace(), 429, retry_after_ms=past).rest_until == NOW + REST_MS


def test_one_lost_answer_is_no_reason_to_rest_but_two_are() -> None:
    once, _ = refused_in_a_row(1, None)
    twice, now = refused_in_a_row(2, None)
    assert (once.strikes, once.rest_until) == (1, 0)
    assert (twice.strikes, twice.rest_until) == (2, now + 2 * REST_MS)


@pytest.mark.parametrize("status", [200, 403, 429, None])
def test_a_block_is_a_refusal_whatever_its_status(status: int | None) -> None:
    assert answered(Pace(), status, blocked=True) == answered(Pace(), 429)


def test_a_host_that_refuses_for_days_is_asked_twice_a_day() -> None:
    pace, now = refused_in_a_row(MOST_STRIKES)
    assert pace.rest_until - now == LONGEST_REST_MS
    assert LONGEST_REST_MS == 12 * 3_600_000


def test_a_host_may_be_left_alone_but_its_rest_is_not_cut_short() -> None:
    assert rested(Pace(rest_until=NOW), NOW + 5) == Pace(rest_until=NOW + 5)
    assert rested(Pace(strikes=2, rest_until=NOW), NOW - 5) == Pace(strikes=2, rest_until=NOW)


def test_requests_under_way_that_are_all_refused_are_one_strike() -> None:
    first = answered(Pace(), 429)
    second = answered(first, 429, now=NOW + 50)
    assert (second.strikes, second.rest_until) == (1, first.rest_until)


def test_a_later_refusal_may_name_a_longer_rest() -> None:
    first = answered(Pace(), 429)
    assert answered(first, 429, retry_after_ms=900_000).rest_until == NOW + 900_000
    assert answered(first, 429, retry_after_ms=1).rest_until == first.rest_until


def test_a_success_that_was_under_way_ends_no_row_of_strikes() -> None:
    resting = answered(Pace(), 429)
    assert answered(resting, 200, now=NOW + 50).strikes == 1
    assert answered(resting, 200, now=resting.rest_until).strikes == 0


def test_latency_is_a_moving_mean() -> None:
    assert answered(Pace(), 200, latency_ms=400).latency_ms == 400
    assert answered(Pace(latency_ms=400), 200, latency_ms=800).latency_ms == 500


def test_only_a_host_that_labours_is_asked_less_often() -> None:
    assert interval_ms(Pace(latency_ms=SLOW_MS), 100) == 100
    assert interval_ms(Pace(latency_ms=SLOW_MS + 1), 100) == SLOW_MS + 1
    assert interval_ms(Pace(latency_ms=SLOW_MS + 1), 60_000) == 60_000


def test_a_host_that_was_never_asked_is_free_once_it_is_rested() -> None:
    assert free_at(Pace(rest_until=NOW), last_start=None, configured_ms=5_000) == NOW


@given(paces, moments, statuses, latencies, retries)
def test_a_rest_is_never_cut_short_nor_without_end(
    pace: Pace, now: int, status: int | None, latency_ms: int, retry_after_ms: int | None
) -> None:
    changed = after(
        pace, now=now, status=status, latency_ms=latency_ms, retry_after_ms=retry_after_ms
    )
    assert pace.rest_until <= changed.rest_until
    assert changed.rest_until <= max(pace.rest_until, now + LONGEST_REST_MS)
    assert 0 <= changed.strikes <= MOST_STRIKES


@given(paces, moments, statuses, latencies, retries)
def test_only_a_refusal_makes_a_host_rest_or_adds_a_strike(
    pace: Pace, now: int, status: int | None, latency_ms: int, retry_after_ms: int | None
) -> None:
    changed = after(
        pace, now=now, status=status, latency_ms=latency_ms, retry_after_ms=retry_after_ms
    )
    if changed.rest_until > pace.rest_until or changed.strikes > pace.strikes:
        assert status in (None, 429, 503)


@given(paces, latencies)
def test_the_mean_lies_between_what_it_was_and_what_came(pace: Pace, latency_ms: int) -> None:
    changed = answered(pace, 200, latency_ms=latency_ms).latency_ms
    known = pace.latency_ms or latency_ms
    assert min(known, latency_ms) <= changed <= max(known, latency_ms)


@given(paces, moments, st.integers(0, 100_000))
def test_a_start_is_never_within_the_interval_nor_the_rest(
    pace: Pace, last_start: int, configured_ms: int
) -> None:
    free = free_at(pace, last_start=last_start, configured_ms=configured_ms)
    assert free >= last_start + configured_ms
    assert free >= pace.rest_until
    assert free in (pace.rest_until, last_start + interval_ms(pace, configured_ms))
