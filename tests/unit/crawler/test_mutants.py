"""The mutator changes one thing at a time, and what is lost behind `ok` is told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.records import Outcome, Parsed, Posting
from crawler.trial.mutants import lost, mutants

PAGE = """<html><body><ul class="list">
<div class='card hot' data-id="1"><b class="name">Перша</b></div>
<p>між</p>
<div class='card' data-id="2"><b class="name">Друга</b></div>
</ul></body></html>""".encode()


def told(body: bytes) -> dict[str, str]:
    return {what: mutant.decode() for what, mutant in mutants(body)}


def test_each_class_is_renamed_dropped_wrapped_and_reordered() -> None:
    found = told(PAGE)
    assert found["class card renamed"].count('class="zq-card') == 2
    assert 'class=""' in found["class card dropped"]
    assert found["elements of class name wrapped"].count('<div class="zq-wrap"><b ') == 2
    swapped = found["elements of class card in reverse order"]
    assert swapped.index("Друга") < swapped.index("між") < swapped.index("Перша")
    assert 'class="hot card"' in found["class names in reverse order"]
    assert found["attribute data-id renamed"].count("zq-data-id=") == 2


def test_a_key_of_json_is_renamed_or_dropped_wherever_it_stands() -> None:
    body = json.dumps({"items": [{"id": 1, "name": "а"}, {"id": 2}]}).encode()
    found = told(body)
    assert json.loads(found["key id renamed"])["items"][1] == {"zq-id": 2}
    assert json.loads(found["key id dropped"])["items"] == [{"name": "а"}, {}]
    assert json.loads(found["lists and keys in reverse order"])["items"][0] == {"id": 2}
    assert json.loads(found["wrapped in an object"])["zq-data"]["items"]


def test_json_inside_a_page_is_mutated_in_its_place() -> None:
    body = b'<p><script type="application/ld+json">{"title": "x"}</script></p>'
    script = told(body)["script: key title renamed"]
    assert script == '<p><script type="application/ld+json">{"zq-title": "x"}</script></p>'


def test_elements_of_xml_and_columns_of_a_table_are_mutated() -> None:
    feed = told(b"<rss><item><link>u</link></item><item><link/></item></rss>")
    assert feed["element link renamed"].count("<xlink") == 2
    assert feed["element link dropped"] == "<rss><item></item><item></item></rss>"
    table = told(b"id;title\n1;x\n")
    assert table["column title renamed"] == "id;zq-title\n1;x\n"


@given(st.binary(max_size=300))
def test_any_bytes_have_mutants_or_none(body: bytes) -> None:
    assert all(mutant.body != body for mutant in mutants(body))


def a_parsed(*ids: str, outcome: Outcome = Outcome.OK) -> Parsed:
    return Parsed(
        outcome=outcome,
        postings=tuple(Posting(external_id=each, title="x") for each in ids),
        sightings=ids,
    )


@pytest.mark.parametrize("outcome", [Outcome.CHANGED, Outcome.BLOCKED])
def test_a_mutant_that_is_not_read_has_lost_nothing(outcome: Outcome) -> None:
    assert lost(a_parsed("1"), a_parsed(outcome=outcome)) == ""


def test_fewer_with_ok_is_a_loss() -> None:
    assert lost(a_parsed("1", "2"), a_parsed("2", "1")) == ""
    assert lost(a_parsed("1", "2"), a_parsed("2")) == "ok without 1 of 2 postings (1)"
    empty = a_parsed(outcome=Outcome.EMPTY)
    assert lost(a_parsed("1"), empty) == "empty without 1 of 1 postings (1)"
