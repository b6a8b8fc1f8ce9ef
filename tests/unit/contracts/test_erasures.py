"""Erasures that cover some of the same are known by their words."""

from typing import Any

import pytest

from contracts.erasures import Erasure, overlap
from contracts.names import OWN, PUBLIC
from tests.builders import NOW


def an_erasure(**fields: Any) -> Erasure:
    return Erasure(**{"id": "e", "spaces": (PUBLIC,), "at": NOW, **fields})


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ({"company": "Paul Klee"}, {"company": "PAUL   klee"}, True),
        ({"company": "Paul Klee"}, {"company": "Paula Klee"}, False),
        ({"company": "Paul Klee"}, {"company": "Paul Klee", "spaces": (OWN,)}, False),
        ({"url": "http://a.test/"}, {"url": "http://a.test/jobs"}, True),
        ({"url": "http://a.test/jobs"}, {"url": "http://b.test/"}, False),
        ({"url": "http://a.test/"}, {"company": "Paul Klee"}, False),
        ({"posting": "p"}, {"posting": "p"}, True),
        ({"posting": "p"}, {"document": "p"}, False),
    ],
)
def test_two_overlap_by_what_they_say(
    one: dict[str, Any], other: dict[str, Any], *, shared: bool
) -> None:
    assert overlap(an_erasure(**one), an_erasure(**other)) is shared
    assert overlap(an_erasure(**other), an_erasure(**one)) is shared
