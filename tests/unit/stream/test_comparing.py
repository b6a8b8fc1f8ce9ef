"""When a build may take the place of the live index."""

from collections.abc import Iterator, Sequence
from random import Random

import pytest

from contracts.errors import Permanent
from contracts.index import Hit, Indexed, Surveyed
from stream.replay.check import check
from stream.replay.comparing import SAMPLE, compared, faults
from tests.builders import an_indexed


class Kept:
    def __init__(self, *records: Indexed) -> None:
        self.records = {record.id: record for record in records}

    def survey(self) -> Iterator[Surveyed]:
        for _, each in sorted(self.records.items()):
            yield Surveyed(id=each.id, space=each.space, source=each.source, version=each.version)

    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> list[Hit]:
        found = [self.records[each] for each in ids if each in self.records]
        return [
            Hit(record=each, score=0, first_seen=None, last_seen=None, closed_at=None)
            for each in found
            if each.space in spaces
        ]


def nothing() -> None:
    """Neither of the two moves."""


def test_equal_ones_agree_and_more_may_be_in_the_build() -> None:
    both = [an_indexed("a"), an_indexed("b", space="tenant")]
    build = Kept(*both, an_indexed("0"), an_indexed("ab", source="other"), an_indexed("c"))
    assert check("postings", Kept(*both), build, nothing) == {"board": 2, "other": 1}


@pytest.mark.parametrize(
    ("build", "said"),
    [
        ([an_indexed("a", version=2)], "1 postings are missing or older in the new index: b"),
        (
            [an_indexed("a", version=1), an_indexed("b", version=2)],
            "1 postings are missing or older in the new index: a",
        ),
        (
            [an_indexed("a", version=2, title="Other"), an_indexed("b", version=2)],
            "1 postings were not touched and yet differ: a",
        ),
    ],
)
def test_what_is_lost_older_or_changed_by_nobody_is_named(build: list[Indexed], said: str) -> None:
    live = Kept(an_indexed("a", version=2), an_indexed("b", version=2))
    with pytest.raises(Permanent, match=said):
        check("postings", live, Kept(*build), nothing)


def test_touched_ones_may_say_what_they_like() -> None:
    live = Kept(an_indexed("a"))
    assert check("postings", live, Kept(an_indexed("a", version=2, title="New")), nothing) == {}


def test_who_leads_a_cluster_is_no_difference() -> None:
    live, build = Kept(an_indexed("a", cluster="a")), Kept(an_indexed("a", cluster="b"))
    assert check("postings", live, build, nothing) == {}


def test_one_that_is_ahead_for_a_moment_is_looked_at_again() -> None:
    live, build = Kept(an_indexed("a"), an_indexed("b")), Kept(an_indexed("a"))
    told: list[int] = []

    def level() -> None:
        told.append(len(told))
        if len(told) == 3:
            build.records["b"] = an_indexed("b")

    assert check("postings", live, build, level) == {}
    assert len(told) == 3


def test_the_sample_is_bounded_and_the_same_each_time() -> None:
    ids = sorted(f"{Random(n).random()}" for n in range(SAMPLE * 2))
    kept = Kept(*(an_indexed(each) for each in ids))
    found = compared(kept.survey(), kept.survey())
    assert len(found.untouched) == SAMPLE
    assert found == compared(kept.survey(), kept.survey())
    assert (found.doubtful, found.added, found.touched) == ([], {}, 0)


def test_many_faults_are_named_by_the_first_of_them() -> None:
    assert (
        faults("documents", list("abcde"), "are late") == "5 documents are late: a, b, c and 2 more"
    )
