"""The diff of what broke: which names are gone, which are new."""

import json

from hypothesis import given
from hypothesis import strategies as st

from crawler.comparing import MOST, difference, names

CARD = '<div class="card job-{0}" data-id="{0}"><h2 class="title">t</h2></div>'
GOOD = f"<html><body><ul id='list'>{''.join(CARD.format(1000 + n) for n in range(5))}</ul></body>"


def test_a_class_that_was_renamed_is_gone_and_its_new_name_is_told() -> None:
    found = difference(GOOD.encode(), GOOD.replace('class="title"', 'class="heading"').encode())
    assert (found.gone, found.new) == ((".title",), (".heading",))
    assert found.size == (len(GOOD), len(GOOD) + 10)


def test_attributes_ids_and_elements_are_compared_too() -> None:
    changed = GOOD.replace("data-id", "data-key").replace("h2", "h3").replace("'list'", "'rows'")
    found = difference(GOOD.encode(), changed.encode())
    assert found.gone == ("<h2>", "[data-id]", "#list")
    assert found.new == ("<h3>", "[data-key]", "#rows")


def test_names_of_single_things_are_no_change_of_the_markup() -> None:
    other = GOOD.replace("100", "200")
    assert difference(GOOD.encode(), other.encode()).gone == ()


def test_keys_of_json_are_told_with_what_they_stand_in() -> None:
    good = json.dumps({"data": {"items": [{"id": 1, "name": "x"}, {"id": 2, "name": "y"}]}})
    failing = json.dumps({"data": {"rows": [{"id": 1, "title": "x"}]}})
    found = difference(good.encode(), failing.encode())
    assert found.gone == ("data.items[].id", "data.items[].name", "data.items")
    assert found.new == ("data.rows", "data.rows[].id", "data.rows[].title")


def test_feeds_and_tables_are_compared_by_elements_and_columns() -> None:
    feed = difference(b"<rss><item><link>a</link></item></rss>", b"<rss><entry/></rss>")
    assert (feed.gone, feed.new) == (("<item>", "<link>"), ("<entry>",))
    table = difference(b"id,title\n1,x\n", b"id;name\n1;x\n")
    assert (table.gone, table.new) == (("column title",), ("column name",))


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_two_pages_have_a_difference(one: bytes, other: bytes) -> None:
    found = difference(one, other)
    assert len(found.gone) <= MOST
    assert set(found.gone) <= set(names(one))
    assert not set(found.gone) & set(names(other))
    assert difference(one, one).gone == ()
