"""What the crawler appends stands on the topic that the table of events names."""

from contracts.codec import decode, decode_as
from contracts.config import Health
from contracts.events import PostingsSighted
from contracts.frontier import Request, Sweep, SweepEnd
from contracts.identity import record_id
from contracts.log import Entry
from contracts.records import Document, Observation, Outcome, Page, Parsed
from contracts.schemas import SCHEMAS
from crawler.events import MOST_SIGHTED, entries, sweep_entry, turned_entry
from tests.builders import NOW, a_posting

TOPICS = {schema.kind: schema.topic for schema in SCHEMAS}


def every_kind() -> list[Entry]:
    request = Request(url="http://a.test/1", source="board")
    page = Page(request=request, url=request.url, status=200, body=b"", fetched_at=NOW)
    parsed = Parsed(
        outcome=Outcome.OK,
        postings=(a_posting(),),
        sightings=("1",),
        documents=(Document(external_id="d", title="t", text="x"),),
        observations=(Observation(subject="s", metric="m", at=NOW, value=1.0),),
    )
    sweep = Sweep(id="s", space="public", source="board", listing="all", started_at=NOW)
    health = Health(source="board", outcome="ok", at=NOW, reason="", blob="")
    return [
        *entries(page, parsed, "blob"),
        sweep_entry(SweepEnd(sweep=sweep, complete=True, pages=1)),
        turned_entry(health, ""),
    ]


def test_each_event_of_a_crawl_is_on_its_own_topic() -> None:
    told = {type(decode(each.value)): each.topic for each in every_kind()}
    assert len(told) == 7
    assert told == {kind: TOPICS[kind] for kind in told}


def test_a_message_of_sightings_is_bounded_however_much_a_page_shows() -> None:
    request = Request(url="http://a.test/all.csv", source="board")
    page = Page(request=request, url=request.url, status=200, body=b"", fetched_at=NOW)
    shown = tuple(str(number) for number in range(100_000))
    _, *told = entries(page, Parsed(outcome=Outcome.OK, sightings=shown), "blob")
    events = [decode_as(each.value, PostingsSighted) for each in told]
    assert {len(event.sightings) for event in events} == {MOST_SIGHTED}
    seen = [each.id for event in events for each in event.sightings]
    assert seen == [record_id(request.space, "board", name) for name in shown]
    assert len({each.key for each in told}) == 1
