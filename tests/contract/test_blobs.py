"""What every blob store promises."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.errors import Permanent
from contracts.identity import content_hash
from tests.contract.blobs_rig import ENGINES, Blobs, Engine

SPAWN = multiprocessing.get_context("spawn")
NEVER_PUT = content_hash(b"never put")


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    found: Engine = request.param(tmp_path)
    return found


@pytest.fixture
def blobs(engine: Engine) -> Iterator[Blobs]:
    with engine() as blobs:
        yield blobs


@pytest.mark.parametrize(
    "body", [b"", b"\x00", "сторінка".encode(), bytes(range(256)) * 4_000], ids=len
)
def test_a_body_comes_out_as_it_went_in(blobs: Blobs, body: bytes) -> None:
    (ref,) = blobs.put([body])
    assert ref == content_hash(body)
    assert blobs.get(ref) == body


def test_a_batch_is_answered_in_its_order(blobs: Blobs) -> None:
    bodies = [f"page {number}".encode() for number in range(60)]
    assert blobs.put(bodies) == [content_hash(body) for body in bodies]
    assert [blobs.get(content_hash(body)) for body in bodies] == bodies
    assert blobs.put([]) == []


def test_the_same_content_is_one_blob(blobs: Blobs) -> None:
    first, second, third = blobs.put([b"same", b"same", b"other"])
    assert first == second != third
    assert blobs.put([b"same"]) == [first]
    blobs.delete([first])
    with pytest.raises(Permanent):
        blobs.get(first)


def test_what_was_put_survives_a_restart(engine: Engine) -> None:
    with engine() as before:
        (ref,) = before.put([b"kept"])
    with engine() as again:
        assert again.get(ref) == b"kept"


def test_a_missing_blob_is_named(blobs: Blobs) -> None:
    with pytest.raises(Permanent, match=NEVER_PUT):
        blobs.get(NEVER_PUT)


def test_deleting_twice_is_deleting(blobs: Blobs) -> None:
    (ref,) = blobs.put([b"old"])
    blobs.delete([ref])
    blobs.delete([ref])
    assert blobs.put([b"old"]) == [ref]
    assert blobs.get(ref) == b"old"


def test_many_are_deleted_at_once_and_the_others_stay(blobs: Blobs) -> None:
    refs = blobs.put([f"page {number}".encode() for number in range(20)])
    blobs.delete([*refs[:15], NEVER_PUT])
    blobs.delete([])
    for ref in refs[:15]:
        with pytest.raises(Permanent, match="not in"):
            blobs.get(ref)
    assert [blobs.get(ref) for ref in refs[15:]] == [b"page %d" % n for n in range(15, 20)]


def test_a_ping_leaves_nothing_that_is_in_the_way(blobs: Blobs) -> None:
    blobs.ping()
    assert blobs.put([b"prospekt"]) == [content_hash(b"prospekt")]
    blobs.ping()
    assert blobs.get(content_hash(b"prospekt")) == b"prospekt"


@pytest.mark.parametrize("ref", ["", "../config.db", "A" * 64, NEVER_PUT + "\n", NEVER_PUT[:-1]])
def test_what_is_no_reference_reaches_nothing(blobs: Blobs, ref: str) -> None:
    with pytest.raises(Permanent, match="no blob reference"):
        blobs.get(ref)
    with pytest.raises(Permanent, match="no blob reference"):
        blobs.delete([ref])


def put_all(engine: Engine, bodies: list[bytes]) -> None:
    with engine() as blobs:
        for start in range(0, len(bodies), 10):
            refs = blobs.put(bodies[start : start + 10])
            assert [blobs.get(ref) for ref in refs] == bodies[start : start + 10]


def test_several_processes_put_the_same_bodies_at_once(engine: Engine) -> None:
    bodies = [f"page {number}".encode() * 500 for number in range(100)]
    writers = [SPAWN.Process(target=put_all, args=(engine, bodies)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    with engine() as blobs:
        assert [blobs.get(content_hash(body)) for body in bodies] == bodies
