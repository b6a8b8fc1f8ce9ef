"""What goes into a vector and into the index's record."""

import pytest
from msgspec.structs import replace

from contracts.events import PostingFound
from contracts.identity import record_id, version
from stream.records import indexed, text_to_embed
from tests.builders import NOW, a_posting
from understanding.posting import Understood, understand

FLUFF = "We are a friendly company with good coffee."


def understood(requirements: str) -> Understood:
    return replace(understand(a_posting(description=FLUFF)), requirements=requirements)


def test_the_title_has_the_first_line_and_boilerplate_is_left_out() -> None:
    assert text_to_embed(understood("Python and SQL.")) == "Data Engineer\nPython and SQL."


def test_an_ad_that_asks_for_nothing_is_known_by_all_that_it_says() -> None:
    assert text_to_embed(understood("")) == f"Data Engineer\n{FLUFF}"


@pytest.mark.parametrize("generation", [0, 3])
def test_a_record_bears_its_identity_version_and_origin(generation: int) -> None:
    event = PostingFound(
        posting=a_posting("7", url="http://a.test/7"),
        source="board",
        fetched_at=NOW,
        generation=generation,
        blob="b",
        watch="w",
    )
    record = indexed(event, understand(event.posting), b"v", "head")
    assert record.id == record_id("public", "board", "7")
    assert record.version == version(NOW, generation)
    assert (record.external_id, record.url) == ("7", "http://a.test/7")
    assert (record.blob, record.watch, record.fetched_at) == ("b", "w", NOW)
    assert (record.vector, record.cluster, record.head) == (b"v", "head", False)
