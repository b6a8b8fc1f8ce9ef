"""Rank fusion: deterministic, whatever the order in which the rankings come."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understanding.fusion import fuse

_NAMES = st.sampled_from("abcdefgh")
_RANKINGS = st.lists(st.lists(_NAMES, unique=True), max_size=4)


def test_score_is_the_sum_of_reciprocal_ranks() -> None:
    fused = dict(fuse([["a", "b"], ["b", "c"]]))
    assert list(fused) == ["b", "a", "c"]
    assert list(fused.values()) == pytest.approx([1 / 62 + 1 / 61, 1 / 61, 1 / 62])


def test_equal_scores_go_by_id() -> None:
    assert [name for name, _ in fuse([["z"], ["m"], ["a"]])] == ["a", "m", "z"]


def test_repeat_within_a_ranking_counts_once_at_its_better_place() -> None:
    assert fuse([["a", "b", "a"]]) == fuse([["a", "b"]])


def test_greater_k_flattens_the_difference_of_ranks() -> None:
    (_, first), (_, second) = fuse([["a", "b"]], k=1)
    (_, flat_first), (_, flat_second) = fuse([["a", "b"]], k=1000)
    assert first / second > flat_first / flat_second > 1


@given(_RANKINGS, st.randoms())
def test_order_of_rankings_does_not_matter(rankings: list[list[str]], chance: Random) -> None:
    shuffled = list(rankings)
    chance.shuffle(shuffled)
    assert fuse(shuffled) == fuse(rankings)


@given(_RANKINGS)
def test_every_id_comes_once_best_first(rankings: list[list[str]]) -> None:
    fused = fuse(rankings)
    assert {name for name, _ in fused} == {name for ranking in rankings for name in ranking}
    assert len(fused) == len({name for name, _ in fused})
    assert fused == sorted(fused, key=lambda one: (-one[1], one[0]))


@given(_NAMES, st.lists(_NAMES), st.lists(_NAMES))
def test_first_in_both_is_first(best: str, one: list[str], other: list[str]) -> None:
    assert fuse([[best, *one], [best, *other]])[0][0] == best


@given(st.lists(_NAMES, unique=True))
def test_single_ranking_keeps_its_order(ranking: list[str]) -> None:
    assert [name for name, _ in fuse([ranking])] == ranking
