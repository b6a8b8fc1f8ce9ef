"""How a group's partitions are dealt out."""

from hypothesis import given
from hypothesis import strategies as st

from engines.embedded.membership import shares

PARTITIONS = st.lists(st.integers(1, 500), unique=True, max_size=60).map(sorted)
MEMBERS = st.lists(st.integers(1, 1_000), unique=True, min_size=1, max_size=12).map(sorted)


@given(PARTITIONS, MEMBERS)
def test_every_partition_is_dealt_to_exactly_one_member(
    partitions: list[int], members: list[int]
) -> None:
    dealt = shares(partitions, members)
    assert list(dealt) == members
    assert sorted(each for share in dealt.values() for each in share) == partitions


@given(PARTITIONS, MEMBERS)
def test_shares_differ_by_one_at_most(partitions: list[int], members: list[int]) -> None:
    sizes = [len(share) for share in shares(partitions, members).values()]
    assert max(sizes) - min(sizes) <= 1


@given(st.integers(1, 8), st.integers(1, 8), MEMBERS)
def test_each_topic_is_shared_evenly_too(topics: int, each: int, members: list[int]) -> None:
    dealt = shares(range(topics * each), members)
    for topic in range(topics):
        mine = range(topic * each, (topic + 1) * each)
        sizes = [len(share & set(mine)) for share in dealt.values()]
        assert max(sizes) - min(sizes) <= 1


def test_one_member_has_them_all() -> None:
    assert shares([1, 2, 3], [7]) == {7: {1, 2, 3}}
