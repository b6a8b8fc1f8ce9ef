"""docs/events.md tells each event as the code has it."""

import msgspec

from contracts.events import Event
from contracts.names import TOPICS
from contracts.schemas import ANY, SCHEMAS, UPCASTERS
from tests.architecture.events_page import PAGE, page


def test_the_page_is_as_the_code_writes_it() -> None:
    assert PAGE.read_text("utf-8") == page(), "docs/events.md is out of date; write it: make events"


def test_every_event_has_one_schema_and_every_topic_an_event() -> None:
    kinds = {schema.kind for schema in SCHEMAS}
    assert kinds == set(Event.__args__)
    assert len(SCHEMAS) == len(kinds) == len({schema.name for schema in SCHEMAS})
    assert {schema.topic for schema in SCHEMAS} - {ANY} == set(TOPICS)
    assert all(issubclass(kind, msgspec.Struct) for kind in kinds)


def test_every_old_version_has_an_upcaster_to_the_next() -> None:
    old = {(schema.name, n) for schema in SCHEMAS for n in range(1, schema.version)}
    assert set(UPCASTERS) == old
