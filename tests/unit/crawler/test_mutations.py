"""Changed markup is read as before or is `changed`: never less with `ok`, and never `empty`."""

import re

import pytest

from contracts.records import Outcome, Parsed
from tests.unit.crawler.shapes import SHAPES, Shape


def told(parsed: Parsed) -> tuple[object, ...]:
    """All that a page gave, in whatever order."""
    return (
        {posting.external_id: posting for posting in parsed.postings},
        {posting.external_id: posting for posting in parsed.cards},
        set(parsed.sightings),
        {(link.url, link.role, link.body) for link in parsed.follow},
    )


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_mutant_is_read_as_before_or_is_changed(shape: Shape) -> None:
    before = shape.read(shape.body)
    assert before.outcome is Outcome.OK, before.reason
    hidden, as_before, count = [], 0, 0
    for what, body in shape.mutants():
        if shape.silent and re.search(shape.silent, what):
            continue
        after = shape.read(body)
        count += 1
        if after.outcome is Outcome.OK and told(after) == told(before):
            as_before += 1
        elif after.outcome is not Outcome.CHANGED:
            hidden.append(f"{what}: {after.outcome} {after.reason}")
    assert not hidden, "\n".join([f"{len(hidden)} of {count}", *hidden[:40]])
    assert as_before, "a parser that refuses everything has proved nothing"
