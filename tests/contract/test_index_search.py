"""Full text, vectors and both together, as every index answers."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Permanent
from contracts.index import Filters, Found, Query
from tests.builders import an_indexed
from tests.contract.index_rig import ENGINES, OTHER, SPACE, Engine, Rig, a_vector

_NUMBERS = count(1)
_ODD = (
    "c++",
    "c#",
    ".net",
    "node.js",
    "ci/cd",
    "r&d",
    "a_b",
    "t-sql",
    "інженер",
    "їжак",
    "c",
    "1с",
)


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with engine(tmp_path) as rig:
        yield rig


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES), scope="module")
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rig]:
    """A few records that no test changes."""
    engine: Engine = request.param
    with engine(tmp_path_factory.mktemp("index")) as rig:
        rig.write(
            *(
                an_indexed(f"r{number:02}", tokens=f"{word} all n{number}", vector=_random(number))
                for number, word in enumerate(_ODD)
            )
        )
        yield rig


def _random(seed: int) -> bytes:
    return a_vector(*np.random.default_rng(seed).standard_normal(256))


def _cosine(one: bytes, other: bytes) -> float:
    return float(np.frombuffer(one, "<f4") @ np.frombuffer(other, "<f4"))


@pytest.mark.parametrize(("number", "token"), [*enumerate(_ODD)])
def test_token_is_matched_whole(filled: Rig, number: int, token: str) -> None:
    assert filled.ids(token) == [f"r{number:02}"]


@pytest.mark.parametrize(
    "token", ["net", "node", "js", "ci", "b", "sql", "інжен", "и", "c*", "іжак"]
)
def test_part_of_a_token_matches_nothing(filled: Rig, token: str) -> None:
    assert filled.find(token) == Found(total=0, hits=())


_SYNTAX = (
    *('"', '"all"', 'all"', "'", "AND", "OR", "NOT", "NEAR(all c)", "all*", "^all", "-all", "+"),
    *("tokens:all", "{all}", "(", ")", "\\", "'; DROP TABLE records --", "%", "all\0c", "\0", ""),
    *(" ", "all c", "☕"),
)


@pytest.mark.parametrize("token", _SYNTAX)
def test_syntax_in_a_token_is_harmless(filled: Rig, token: str) -> None:
    filled.find(token)
    filled.find("all", token, vector=a_vector(1))
    assert filled.find("all").total == len(_ODD)


def test_any_tokens_are_answered(filled: Rig) -> None:
    @filled.examples()
    @given(st.lists(st.text(max_size=8), max_size=4))
    def holds(tokens: list[str]) -> None:
        assert 0 <= filled.find(*tokens, limit=3).total <= len(_ODD)

    holds()


def test_what_was_indexed_is_found_by_the_same_token(filled: Rig) -> None:
    @filled.examples()
    @given(st.text("абвґїёъabc019+#.-_/&", min_size=1, max_size=8))
    def holds(token: str) -> None:
        version = next(_NUMBERS)
        filled.write(an_indexed("any", version=version, tokens=f"x {token} y", space=OTHER))
        assert filled.ids(token, spaces=(OTHER,)) == ["any"]

    holds()


def test_records_with_all_tokens_come_first_and_others_fill_the_page(rig: Rig) -> None:
    rig.write(
        an_indexed("half", tokens="python python python"),
        an_indexed("none", tokens="java"),
        an_indexed("full", tokens="python sql and many other words that make it long indeed"),
    )
    assert rig.ids("python", "sql") == ["full", "half"]
    assert rig.ids("python", "sql", limit=1) == ["full"]
    assert rig.ids("python", "sql", limit=1, offset=1) == []
    assert rig.ids("python", "sql", limit=2, offset=1) == ["half"]
    assert rig.find("python", "sql").total == 1


def test_total_counts_those_with_any_token_when_none_has_all(rig: Rig) -> None:
    rig.write(an_indexed("a", tokens="python"), an_indexed("b", tokens="sql"))
    found = rig.find("python", "sql", "nowhere", limit=1)
    assert (found.total, len(found.hits)) == (2, 1)


def test_better_match_has_the_higher_score(rig: Rig) -> None:
    rig.write(
        an_indexed("once", tokens="python " + "word " * 30),
        an_indexed("often", tokens="python python python"),
        *(an_indexed(f"other{number}", tokens="java") for number in range(5)),
    )
    first, second = rig.find("python").hits
    assert (first.record.id, second.record.id) == ("often", "once")
    assert first.score > second.score > 0


def test_repeated_query_token_counts_once(filled: Rig) -> None:
    assert filled.find("all", "all", "c++") == filled.find("all", "c++")


def test_no_tokens_match_all(filled: Rig) -> None:
    assert filled.find().total == filled.find("all").total == len(_ODD)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="filters alone"),
        pytest.param({"tokens": ("all",)}, id="text"),
        pytest.param({"vector": a_vector(1)}, id="vector"),
        pytest.param({"tokens": ("all", "c++"), "vector": a_vector(1)}, id="both"),
    ],
)
def test_pages_show_each_record_once(filled: Rig, fields: dict[str, object]) -> None:
    held = Filters(ids=tuple(f"r{number:02}" for number in range(len(_ODD))))
    pages = [
        filled.index.search(Query(spaces=(SPACE,), filters=held, limit=5, offset=offset, **fields))  # type: ignore[arg-type]
        for offset in (0, 5, 10, 15)
    ]
    assert [len(page.hits) for page in pages] == [5, 5, 2, 0]
    assert {hit.record.id for page in pages for hit in page.hits} == set(held.ids)


def test_pages_of_two_rankings_at_odds_show_each_record_once(rig: Rig) -> None:
    rig.write(
        *(
            an_indexed(f"r{number}", tokens=words, vector=a_vector(number, 1))
            for number, words in enumerate(["python sql"] * 4 + ["python"] * 5)
        )
    )
    pages = [
        rig.ids("python", "sql", vector=a_vector(1), limit=3, offset=offset) for offset in (0, 3, 6)
    ]
    assert len({name for page in pages for name in page}) == 9


def test_limit_of_nothing_still_counts(filled: Rig) -> None:
    found = filled.find("all", limit=0, facets=("language",))
    assert (found.total, found.hits) == (len(_ODD), ())
    assert [bucket.count for bucket in found.facets["language"]] == [len(_ODD)]


def test_vector_order_is_exact_cosine(filled: Rig) -> None:
    wanted = _random(99)
    expected = sorted(
        ((_cosine(_random(number), wanted), f"r{number:02}") for number in range(len(_ODD))),
        reverse=True,
    )
    hits = filled.find(vector=wanted, limit=50).hits
    assert [hit.record.id for hit in hits] == [name for _, name in expected]
    assert [hit.score for hit in hits] == pytest.approx([score for score, _ in expected], abs=1e-6)


def test_filters_hold_before_the_nearest_are_taken(rig: Rig) -> None:
    near = [an_indexed(f"near{number}", vector=a_vector(1)) for number in range(250)]
    rig.write(*near, an_indexed("far", vector=a_vector(0, 1), language="uk"))
    assert rig.ids(vector=a_vector(1), filters=Filters(languages=("uk",))) == ["far"]


def test_what_is_alike_by_chance_only_is_no_match(rig: Rig) -> None:
    rig.write(an_indexed("near", vector=a_vector(1)), an_indexed("far", vector=a_vector(1, 9)))
    assert rig.ids(vector=a_vector(1), least_likeness=0.25) == ["near"]
    assert rig.ids(vector=a_vector(1)) == ["near", "far"]


def test_vectors_follow_every_change(rig: Rig) -> None:
    assert rig.ids(vector=a_vector(1)) == []
    rig.write(an_indexed("a", vector=a_vector(1)))
    assert rig.ids(vector=a_vector(1)) == ["a"]
    rig.write(an_indexed("b", vector=a_vector(3, 1)), an_indexed("silent", vector=b""))
    assert rig.ids(vector=a_vector(1)) == ["a", "b"]
    rig.write(an_indexed("a", version=2, vector=a_vector(0, 0, 1)))
    assert rig.ids(vector=a_vector(1)) == ["b", "a"]
    rig.write(an_indexed("b", version=2, vector=b""))
    assert rig.ids(vector=a_vector(1)) == ["a"]


def test_first_in_text_and_in_vector_is_first_of_both(rig: Rig) -> None:
    rig.write(
        an_indexed("both", tokens="python python", vector=a_vector(1)),
        an_indexed("text", tokens="python and some words", vector=a_vector(0, 1)),
        an_indexed("near", tokens="java", vector=a_vector(3, 1)),
        an_indexed("silent", tokens="java", vector=b""),
    )
    found = rig.find("python", vector=a_vector(1))
    names = [hit.record.id for hit in found.hits]
    assert names[0] == "both"
    assert set(names) == {"both", "text", "near"}
    assert found.total == 2


def test_equals_go_by_id(rig: Rig) -> None:
    for name in ("b", "c", "a"):
        rig.write(an_indexed(name, vector=a_vector(1)))
    assert rig.ids("python") == rig.ids(vector=a_vector(1)) == rig.ids() == ["a", "b", "c"]


def test_query_vector_of_another_model_is_refused(filled: Rig) -> None:
    with pytest.raises(Permanent, match="8 bytes"):
        filled.find(vector=b"\0" * 8)
