"""What every store of near-duplicate signatures promises."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engines.embedded.signatures import SqliteSignatures
from stream.ports import Signatures
from tests.builders import NOW

SPAWN = multiprocessing.get_context("spawn")
WINDOW_DAYS = 30
DAY = timedelta(days=1)
LARGEST, SMALLEST = 2**63 - 1, -(2**63)

Engine = Callable[[Path], AbstractContextManager[Signatures]]


@contextmanager
def sqlite(folder: Path) -> Iterator[Signatures]:
    path = folder / "signatures.db"
    with closing(SqliteSignatures(path, window_days=WINDOW_DAYS)) as signatures:
        yield signatures


ENGINES: dict[str, Engine] = {"sqlite": sqlite}


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.param
    return found


@pytest.fixture
def signatures(engine: Engine, tmp_path: Path) -> Iterator[Signatures]:
    with engine(tmp_path) as signatures:
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


def test_clusters_survive_a_restart(engine: Engine, tmp_path: Path) -> None:
    with engine(tmp_path) as before:
        _join(before, "a", 1)
    with engine(tmp_path) as again:
        assert _join(again, "b", 1) == "a"


def join_alike(engine: Engine, folder: Path, name: str, count: int) -> None:
    """Each number's record is like the other processes' record of that number."""
    with engine(folder) as signatures, (folder / name).open("w") as told:
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
