"""What every store of near-duplicate signatures promises."""

import multiprocessing
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stream.ports import Signatures
from tests.builders import NOW
from tests.contract.signatures_rig import ENGINES, WINDOW_DAYS, Engine, FakeDays

SPAWN = multiprocessing.get_context("spawn")
DAY = timedelta(days=1)
LARGEST, SMALLEST = 2**63 - 1, -(2**63)


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with request.param(tmp_path) as engine:
        yield engine


@pytest.fixture
def days() -> FakeDays:
    return FakeDays()


@pytest.fixture
def signatures(engine: Engine, days: FakeDays) -> Iterator[Signatures]:
    with engine(now_ms=days) as signatures:
        yield signatures


def _join(signatures: Signatures, record: str, *bands: int, at: datetime = NOW) -> str:
    (cluster,) = signatures.join([(record, bands, at)])
    return cluster


def test_the_first_of_its_kind_founds_a_cluster_of_its_own_name(signatures: Signatures) -> None:
    assert _join(signatures, "a", 1, 2, 3) == "a"
    assert _join(signatures, "b", 4, 5, 6) == "b"


def test_one_shared_band_is_enough(signatures: Signatures) -> None:
    _join(signatures, "a", 1, 2, 3)
    assert _join(signatures, "b", 3, 4, 5) == "a"


def test_bands_are_any_signed_64_bits(signatures: Signatures) -> None:
    _join(signatures, "a", LARGEST)
    _join(signatures, "b", SMALLEST, 0)
    assert _join(signatures, "c", SMALLEST) == "b"
    assert _join(signatures, "d", LARGEST) == "a"


def test_a_text_without_bands_is_alone(signatures: Signatures) -> None:
    assert _join(signatures, "a") == "a"
    assert _join(signatures, "b") == "b"


def test_likeness_is_passed_on(signatures: Signatures) -> None:
    _join(signatures, "a", 1, 2)
    _join(signatures, "b", 2, 3)
    assert _join(signatures, "c", 3, 4) == "a"


def test_between_several_the_oldest_founded_wins(signatures: Signatures) -> None:
    _join(signatures, "young", 1, at=NOW)
    _join(signatures, "old", 2, at=NOW - DAY)
    _join(signatures, "youngest", 3, at=NOW + DAY)
    assert _join(signatures, "x", 1, 2, 3, at=NOW) == "old"


def test_a_known_record_stays_where_it_is(signatures: Signatures) -> None:
    _join(signatures, "a", 1)
    _join(signatures, "b", 2)
    assert _join(signatures, "b", 1) == "b"
    assert _join(signatures, "a", 7) == "a"


def test_a_record_that_joins_again_brings_its_new_bands(signatures: Signatures) -> None:
    _join(signatures, "a", 1)
    _join(signatures, "a", 2)
    assert _join(signatures, "b", 2) == "a"
    assert _join(signatures, "c", 1) == "a"


def test_a_batch_joins_one_after_the_other(signatures: Signatures) -> None:
    items = [("a", (1, 2), NOW), ("b", (2, 3), NOW), ("a", (9,), NOW), ("c", (8,), NOW)]
    assert signatures.join(items) == ["a", "a", "a", "c"]
    assert signatures.join([]) == []


def test_what_is_outside_the_window_is_no_duplicate(signatures: Signatures) -> None:
    _join(signatures, "a", 1, at=NOW)
    assert _join(signatures, "b", 1, at=NOW + (WINDOW_DAYS + 1) * DAY) == "b"


def test_a_record_seen_again_widens_the_window(signatures: Signatures) -> None:
    _join(signatures, "a", 1, at=NOW)
    _join(signatures, "a", 1, at=NOW + WINDOW_DAYS * DAY)
    assert _join(signatures, "b", 1, at=NOW + (WINDOW_DAYS + 1) * DAY) == "a"


def test_an_archive_read_later_finds_its_own_time(signatures: Signatures) -> None:
    """Two boards' archives come one after the other, each from its oldest to its newest."""
    long_ago = NOW - 700 * DAY
    _join(signatures, "first", 1, at=long_ago)
    _join(signatures, "last", 2, at=NOW)
    assert _join(signatures, "other board", 1, at=long_ago - DAY) == "first"
    assert _join(signatures, "too early", 1, at=long_ago - 2 * WINDOW_DAYS * DAY) == "too early"


def test_bands_that_nobody_wrote_for_the_window_are_forgotten(
    signatures: Signatures, days: FakeDays
) -> None:
    _join(signatures, "a", 1)
    days.advance(WINDOW_DAYS)
    assert _join(signatures, "b", 1) == "a"
    days.advance(WINDOW_DAYS)
    assert _join(signatures, "c", 1) == "a"
    days.advance(WINDOW_DAYS + 1)
    assert _join(signatures, "d", 1) == "d"


def test_a_band_that_is_written_again_stays_while_its_neighbours_go(
    signatures: Signatures, days: FakeDays
) -> None:
    _join(signatures, "a", 1, 2)
    days.advance(20)
    _join(signatures, "a", 2, 3)
    days.advance(20)
    assert _join(signatures, "x", 1) == "x"
    assert _join(signatures, "y", 2) == _join(signatures, "z", 3) == "a"


def test_a_record_keeps_its_cluster_when_its_bands_are_forgotten(
    signatures: Signatures, days: FakeDays
) -> None:
    signatures.join([("a", (1,), NOW), ("b", (1,), NOW)])
    days.advance(10 * WINDOW_DAYS)
    assert _join(signatures, "c", 1) == "c"
    assert _join(signatures, "b", 2) == "a"
    assert _join(signatures, "d", 2) == "a"


def test_what_is_forgotten_in_steps_is_forgotten_in_the_end(
    signatures: Signatures, days: FakeDays
) -> None:
    signatures.join([(f"old {n}", (n, n + 10_000), NOW) for n in range(2_000)])
    days.advance(WINDOW_DAYS + 1)
    signatures.join([(f"new {n}", (n + 50_000,), NOW) for n in range(1_000)])
    found = signatures.join([(f"x {n}", (n,), NOW) for n in range(2_000)])
    assert found == [f"x {n}" for n in range(2_000)]


def test_a_forgotten_record_takes_the_bands_that_only_it_had(signatures: Signatures) -> None:
    signatures.join([("a", (1, 2), NOW), ("b", (2, 3), NOW)])
    signatures.forget(["b"])
    assert _join(signatures, "c", 3) == "c"
    assert _join(signatures, "d", 2) == "a"


def test_a_band_stays_as_long_as_those_who_are_left_wrote_it(
    signatures: Signatures, days: FakeDays
) -> None:
    _join(signatures, "a", 1)
    days.advance(20)
    _join(signatures, "b", 1)
    signatures.forget(["b"])
    days.advance(WINDOW_DAYS - 20)
    assert _join(signatures, "c", 1) == "a"
    signatures.forget(["c"])
    days.advance(1)
    assert _join(signatures, "d", 1) == "d"


def test_a_cluster_keeps_its_id_when_the_record_of_that_name_goes(signatures: Signatures) -> None:
    signatures.join([("a", (1, 2), NOW), ("b", (2, 3), NOW)])
    signatures.forget(["a"])
    assert _join(signatures, "b", 2) == _join(signatures, "c", 3) == "a"
    assert _join(signatures, "d", 1) == "d"


def test_the_last_of_a_cluster_takes_it_away(signatures: Signatures) -> None:
    signatures.join([("a", (1,), NOW), ("b", (1,), NOW)])
    signatures.forget(["a"])
    signatures.forget(["b", "b", "never joined"])
    signatures.forget([])
    assert _join(signatures, "c", 1) == "c"
    assert _join(signatures, "b", 1) == "c"


def test_a_forgotten_record_that_joins_again_is_new(signatures: Signatures) -> None:
    signatures.join([("a", (1,), NOW), ("b", (1,), NOW)])
    signatures.forget(["b"])
    assert _join(signatures, "b", 9) == "b"


def test_bands_written_more_than_once_have_one_holder(
    signatures: Signatures, days: FakeDays
) -> None:
    for _ in range(3):
        signatures.join([("a", (1, 1), NOW), ("a", (1, 2), NOW), ("a", (1, 2), NOW)])
        days.advance(1)
    signatures.forget(["a"])
    assert _join(signatures, "b", 1, 2) == "b"


def test_those_of_another_name_are_apart(engine: Engine, signatures: Signatures) -> None:
    _join(signatures, "a", 1)
    with engine(name="replay") as replay:
        assert _join(replay, "b", 1) == "b"
    assert _join(signatures, "c", 1) == "a"


def test_another_process_sees_what_was_joined_and_forgotten(engine: Engine) -> None:
    with engine() as one, engine() as other:
        assert _join(one, "a", 1, 2) == "a"
        assert _join(other, "b", 2, 3) == "a"
        assert _join(one, "c", 3, 4) == "a"
        other.forget(["a", "b", "c"])
        assert _join(one, "d", 1, 2, 3, 4) == "d"
        assert _join(other, "e", 4) == "d"


def test_clusters_survive_a_restart(engine: Engine) -> None:
    with engine() as before:
        _join(before, "a", 1)
    with engine() as again:
        assert _join(again, "b", 1) == "a"


def join_alike(engine: Engine, folder: Path, name: str, count: int) -> None:
    """Each number's record is like the other processes' record of that number."""
    with engine() as signatures, (folder / name).open("w") as told:
        for start in range(0, count, 10):
            numbers = range(start, start + 10)
            clusters = signatures.join([(f"{name}{n}", (n, n + 1_000_000), NOW) for n in numbers])
            told.writelines(f"{cluster}\n" for cluster in clusters)


def test_processes_that_join_at_once_agree(engine: Engine, tmp_path: Path) -> None:
    names = ["p", "q", "r"]
    joiners = [
        SPAWN.Process(target=join_alike, args=(engine, tmp_path, name, 200)) for name in names
    ]
    for joiner in joiners:
        joiner.start()
    for joiner in joiners:
        joiner.join()
    told = [(tmp_path / name).read_text("utf-8").split() for name in names]
    assert told[0] == told[1] == told[2]
    assert len(set(told[0])) == 200
