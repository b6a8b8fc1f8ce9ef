"""What every engine does with the signatures of a build: they part from the live ones, or go."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stream.ports import Signatures
from tests.builders import NOW
from tests.contract.builds_rig import ENGINES, Engine, Rig


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with engine(tmp_path) as rig:
        yield rig


def _join(signatures: Signatures, record: str, *bands: int) -> str:
    (cluster,) = signatures.join([(record, bands, NOW)])
    return cluster


def _replay(rig: Rig) -> None:
    """In the build, "new" is like two that are no duplicates, and "b" has another text."""
    rig.builds.begin("r1")
    with rig.builds.open("r1") as build, rig.joined(build.signatures, "r1") as joined:
        assert _join(joined, "b", 2, 7) == "b", "it is known where it was"
        assert _join(joined, "new", 1, 9) == "a"
        joined.forget(["gone"])


def test_a_build_knows_what_the_live_ones_know(rig: Rig) -> None:
    many = [(f"r{number}", (number, number + 10_000), NOW) for number in range(2_000)]
    rig.signatures.join(many)
    rig.builds.begin("r1")
    with rig.builds.open("r1") as build, rig.joined(build.signatures, "r1") as joined:
        again = [(f"x{number}", (number + 10_000,), NOW) for number in range(2_000)]
        assert joined.join(again) == [record for record, _, _ in many]
        assert joined.join([("r7", (8,), NOW)]) == ["r7"]


def test_an_aborted_replay_leaves_the_live_ones_as_they_were(rig: Rig) -> None:
    rig.signatures.join([("a", (1,), NOW), ("b", (2,), NOW), ("gone", (3,), NOW)])
    _replay(rig)
    rig.builds.clear()
    assert _join(rig.signatures, "x", 7) == "x"
    assert _join(rig.signatures, "new", 9) == "new"
    assert _join(rig.signatures, "y", 3) == "gone"
    rig.builds.begin("r1")
    with rig.builds.open("r1") as build, rig.joined(build.signatures, "r1") as joined:
        assert _join(joined, "z", 9) == "new", "nothing of the dropped build is there"


def test_who_joins_after_the_swap_joins_those_of_the_build(rig: Rig) -> None:
    rig.signatures.join([("a", (1,), NOW), ("b", (2,), NOW), ("gone", (3,), NOW)])
    _replay(rig)
    assert _join(rig.signatures, "meanwhile", 9) == "meanwhile"
    rig.builds.swap("r1")
    rig.builds.swap("r1")
    rig.builds.clear()
    assert _join(rig.signatures, "x", 7) == "b"
    assert _join(rig.signatures, "y", 9) == "a"
    assert _join(rig.signatures, "z", 3) == "z"
    for number in range(2, 4):
        rig.builds.begin(f"r{number}")
        rig.builds.swap(f"r{number}")
        rig.builds.clear()
        assert _join(rig.signatures, f"n{number}", 1) == "a"
