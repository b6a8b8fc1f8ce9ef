"""A filter compares; nothing in it runs, however deep it stands."""

from typing import Any

import pytest
from bson import ObjectId, Regex
from hypothesis import given
from hypothesis import strategies as st

from contracts.asking import Rows
from contracts.errors import Permanent
from contracts.frontier import Request
from engines.fetching.mongo import filter_of

REQUEST = Request(url="mongodb://host/db/c", source="s")
CODE = (
    *("$where", "$expr", "$function", "$accumulator", "$out", "$merge", "$jsonSchema"),
    *("$text", "$comment", "$lookup", "$near", "$set"),
)


@pytest.mark.parametrize("operator", CODE)
@given(
    path=st.lists(st.sampled_from(["$and", "$or", "$not", "$elemMatch", "a", "b.c"]), max_size=6)
)
def test_code_is_refused_at_any_depth(operator: str, path: list[str]) -> None:
    inner: Any = {operator: "sleep(1000)"}
    for name in path:
        inner = {name: [inner, {"x": 1}] if name in ("$and", "$or") else inner}
    with pytest.raises(Permanent):
        filter_of(REQUEST, Rows(filter=inner))


def test_code_as_a_value_is_refused() -> None:
    for value in ({"$code": "f()"}, {"$code": "f()", "$scope": {}}):
        with pytest.raises(Permanent):
            filter_of(REQUEST, Rows(filter={"a": {"$in": [1, value]}}))


def test_comparisons_pass_and_types_are_read() -> None:
    wanted = {"a": {"$gte": 1, "$lt": 5}, "$or": [{"b": {"$in": ["x"]}}, {"c": None}]}
    assert filter_of(REQUEST, Rows(filter=wanted)) == wanted
    assert filter_of(REQUEST, Rows(filter={"b": {"$regex": "^x"}})) == {"b": Regex("^x")}
    oid = {"$oid": "65a1b2c3d4e5f60718293a4b"}
    assert filter_of(REQUEST, Rows(key="_id", after=oid)) == {
        "$and": [{}, {"_id": {"$gt": ObjectId(oid["$oid"])}}]
    }


@pytest.mark.parametrize(
    "asked",
    [
        Rows(filter={"a": {"$oid": "no"}}),
        Rows(key="a", after={"$where": "1"}),
        Rows(key="$where", after=1),
        Rows(fields=("$x",)),
    ],
)
def test_what_is_no_filter_is_said(asked: Rows) -> None:
    with pytest.raises(Permanent):
        filter_of(REQUEST, asked)
