"""What is erased stays out of a replay, also what is erased while it runs."""

from pathlib import Path

from contracts.codec import decode_as, encode
from contracts.documents import DocumentFilters
from contracts.erasures import Erasure
from contracts.events import DocumentFound, Erased, PostingFound
from contracts.log import Entry
from contracts.names import DOCUMENTS_RAW, ERASURES, POSTINGS_RAW, PUBLIC
from contracts.records import Document
from stream import documents
from tests.builders import NOW
from tests.integration.stream.platform import found, identity
from tests.integration.stream.replays import REPARSE, Replays, fill, mended, replays


def test_the_erased_stay_out_and_what_is_erased_meanwhile_goes(tmp_path: Path) -> None:
    with replays(tmp_path) as there:
        fill(there)
        there.parser = mended
        erase(there, "3")
        there.platform.drain()

        def meanwhile(stage: str) -> None:
            if stage == "filling":
                there.meanwhile = lambda _: None
                erase(there, "5")

        there.meanwhile = meanwhile
        there.run(REPARSE)
        there.platform.drain()
        assert not {"3", "5"} & set(there.platform.hits())
        assert len(there.platform.hits()) == 28
        told = [
            decode_as(each.value, PostingFound) for each in there.platform.log.read(POSTINGS_RAW)
        ]
        again = [event.posting.external_id for event in told if event.generation]
        assert len(again) == 28, "what was erased is not told again"


def erase(there: Replays, external_id: str) -> None:
    record = identity(found(external_id))
    tell(there, Erasure(id=f"e{external_id}", spaces=(PUBLIC,), posting=record, at=NOW))


def tell(there: Replays, rule: Erasure) -> None:
    event = encode(Erased(erasure=rule))
    there.platform.log.append([Entry(topic=ERASURES, key=rule.id, value=event)])


def test_the_erased_among_documents_stay_out_too(tmp_path: Path) -> None:
    with replays(tmp_path) as there:
        texts = [Document(external_id=f"{n}", title="News", text=f"Number {n}") for n in range(5)]
        found_there = [
            DocumentFound(document=each, source="press", fetched_at=NOW) for each in texts
        ]
        ids = [documents.identity(each) for each in found_there]
        there.platform.log.append(
            [
                Entry(topic=DOCUMENTS_RAW, key=name, value=encode(each))
                for name, each in zip(ids, found_there, strict=True)
            ]
        )
        tell(there, Erasure(id="e1", spaces=(PUBLIC,), document=ids[1], at=NOW))
        there.platform.drain()

        def meanwhile(stage: str) -> None:
            if stage == "filling":
                there.meanwhile = lambda _: None
                tell(there, Erasure(id="e3", spaces=(PUBLIC,), document=ids[3], at=NOW))

        there.meanwhile = meanwhile
        there.run()
        there.platform.drain()
        left = there.platform.documents.scan([PUBLIC], DocumentFilters())
        assert sorted(hit.record.external_id for hit in left) == ["0", "2", "4"]
