"""What became of a run, in words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.config import Run, SourceCount
from contracts.records import Outcome
from crawler.schedule.outcomes import added, by_source, failing, in_words, summed
from tests.builders import NOW

counts = st.builds(
    SourceCount,
    pages=st.integers(0, 9),
    outcomes=st.dictionaries(st.sampled_from([str(each) for each in Outcome]), st.integers(1, 9)),
    retries=st.integers(0, 9),
)


def a_count(**outcomes: int) -> SourceCount:
    return SourceCount(pages=sum(outcomes.values()), outcomes=outcomes)


def a_run(**fields: Any) -> Run:
    return Run(**{"id": 1, "watch": "w", "started_at": NOW, "ended_at": NOW, **fields})


@pytest.mark.parametrize(
    ("sources", "dead", "words"),
    [
        ({"a": a_count(ok=3, empty=1)}, 0, "done"),
        ({"a": a_count(unchanged=3)}, 0, "done"),
        ({"a": a_count(ok=3)}, 2, "done, with dead pages"),
        ({"a": a_count(ok=3), "b": a_count(blocked=2)}, 2, "partly blocked"),
        ({"a": a_count(ok=3, changed=1)}, 0, "partly changed"),
        ({"a": a_count(ok=3, changed=1, blocked=2)}, 0, "partly blocked, partly changed"),
        ({"a": a_count(blocked=2)}, 0, "blocked"),
        ({"a": a_count(changed=2), "b": a_count(blocked=1)}, 0, "blocked, changed"),
        ({"a": SourceCount(retries=4)}, 1, "no page answered"),
        ({"a": SourceCount()}, 0, "nothing new"),
    ],
)
def test_a_run_is_told_by_what_its_sources_gave(
    sources: dict[str, SourceCount], dead: int, words: str
) -> None:
    assert summed(sources, dead) == words
    assert in_words(a_run(sources=sources, counts={"dead": dead}, outcome="stale")) == words


def test_a_run_without_counts_says_what_was_written_and_one_without_end_is_under_way() -> None:
    assert in_words(a_run(outcome="failed")) == "failed"
    assert in_words(a_run(ended_at=None, sources={"a": a_count(ok=1)})) == "under way"


def test_each_source_has_its_word() -> None:
    run = a_run(sources={"b": a_count(ok=1, blocked=1), "a": a_count(ok=1)})
    assert by_source(run) == {"a": "done", "b": "partly blocked"}


def test_a_source_fails_a_run_when_not_one_page_of_it_was_read() -> None:
    sources = {
        "a": a_count(ok=1, changed=9),
        "b": a_count(changed=2, blocked=1),
        "c": a_count(blocked=1),
        "d": SourceCount(retries=3),
    }
    assert failing(sources) == {"b": Outcome.CHANGED, "c": Outcome.BLOCKED}


@given(counts, counts, counts)
def test_counts_add_up_in_any_order(one: SourceCount, two: SourceCount, three: SourceCount) -> None:
    assert added(added(one, two), three) == added(three, added(two, one))
    assert added(one, SourceCount()) == one
