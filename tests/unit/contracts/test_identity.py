"""Ids tell apart what differs and stay the same for ever."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.identity import content_hash, digest, generation_of, record_id, version
from tests.builders import NOW

MOMENT = st.datetimes(timezones=st.just(UTC))
GENERATION = st.integers(0, 1_023)
PARTS = st.lists(st.text(), max_size=5).map(tuple)
MILLISECOND = timedelta(milliseconds=1)


@given(PARTS, PARTS)
def test_different_parts_have_different_digests(one: tuple[str, ...], two: tuple[str, ...]) -> None:
    assert (digest(*one) == digest(*two)) == (one == two)


@given(st.text(), st.text(), st.text(min_size=1), st.integers(0, 10))
def test_a_border_between_parts_is_never_lost(
    space: str, source: str, external_id: str, cut: int
) -> None:
    """What moves from one part into its neighbour makes another record."""
    moved = external_id[:cut]
    assume(moved)
    rest = external_id[cut:]
    assert record_id(space, source + moved, rest) != record_id(space, source, external_id)
    assert record_id(space + moved, source, rest) != record_id(space, source, external_id)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("a", "b", "c"), ("b", "a", "c")),
        (("public", "board", "1"), ("tenant", "board", "1")),
        (("a", "", ""), ("", "a", "")),
        (("a\x00", "b", ""), ("a", "\x00b", "")),
        (("\x00\x00\x00\x01a", "", ""), ("a", "", "")),
    ],
)
def test_records_that_differ_have_different_ids(
    one: tuple[str, str, str], two: tuple[str, str, str]
) -> None:
    assert record_id(*one) != record_id(*two)


def test_ids_are_the_same_in_every_release() -> None:
    """These may never change: the log, the index and the blobs are older than programs."""
    assert record_id("public", "work_ua", "123") == "bebc6d0041e2d379b80c152d5f356839"
    assert content_hash(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert version(datetime(2026, 11, 2, 12, tzinfo=UTC), 3) == 1_836_667_699_200_003


@given(MOMENT, MOMENT, GENERATION, GENERATION)
def test_the_later_text_has_the_greater_version(
    early: datetime, late: datetime, one: int, two: int
) -> None:
    assume(late - early >= MILLISECOND)
    assert version(early, one) < version(late, two)


@given(MOMENT, GENERATION, GENERATION)
def test_of_one_text_the_later_generation_has_the_greater_version(
    moment: datetime, one: int, two: int
) -> None:
    assert (version(moment, one) < version(moment, two)) == (one < two)


@given(MOMENT, GENERATION)
def test_a_version_tells_its_generation_and_fits_64_bits(moment: datetime, number: int) -> None:
    packed = version(moment, number)
    assert generation_of(packed) == number
    assert -(2**63) <= packed < 2**63


@given(MOMENT, st.integers(-12, 12), GENERATION)
def test_a_version_is_of_the_moment_and_not_of_its_time_zone(
    moment: datetime, hours: int, number: int
) -> None:
    assume(datetime(2, 1, 1, tzinfo=UTC) < moment < datetime(9998, 1, 1, tzinfo=UTC))
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    assert version(elsewhere, number) == version(moment, number)


@pytest.mark.parametrize("number", [-1, 1_024])
def test_a_generation_that_does_not_fit_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        version(NOW, number)
