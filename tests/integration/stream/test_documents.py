"""Documents on the embedded engines: from the log to the index and its series, in any order."""

from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from contracts.codec import encode
from contracts.documents import DocumentHit, DocumentQuery, MentionWeek
from contracts.events import DocumentFound, Event, Observed, SweepEnded
from contracts.frontier import Sweep, SweepEnd
from contracts.log import Entry
from contracts.names import DOCUMENTS_RAW, OBSERVATIONS, PUBLIC, SWEEPS
from contracts.records import Document, Observation
from tests.builders import NOW
from tests.integration.stream.platform import Platform, a_platform, days

PYTHON = "skill:python"


def a_found(
    external_id: str, text: str, *, at: datetime = NOW, source: str = "press", generation: int = 0
) -> DocumentFound:
    document = Document(
        external_id=external_id, title=f"On {external_id}", text=text, published_at=NOW - days(1)
    )
    return DocumentFound(
        document=document, source=source, fetched_at=at, generation=generation, blob="b", watch="w"
    )


def a_sweep(week: int, *, complete: bool = True) -> SweepEnded:
    sweep = Sweep(
        id=f"s{week}", space=PUBLIC, source="press", listing="all", started_at=NOW + days(7 * week)
    )
    return SweepEnded(end=SweepEnd(sweep=sweep, complete=complete, pages=1))


def a_value(value: float, at: datetime) -> Observed:
    seen = Observation(subject="a film", metric="rating", at=NOW, value=value)
    return Observed(observation=seen, source="site", fetched_at=at)


EVENTS: list[tuple[str, Event]] = [
    (DOCUMENTS_RAW, a_found("a", "Python is excellent. 🎉 It is said that SQL is terrible.")),
    (DOCUMENTS_RAW, a_found("b", "The pay for Python is poor.")),
    (DOCUMENTS_RAW, a_found("b", "The pay for Python is poor. Python again.", at=NOW + days(1))),
    (DOCUMENTS_RAW, a_found("c", "Python, said another.", source="blog")),
    (SWEEPS, a_sweep(1)),
    (SWEEPS, a_sweep(2, complete=False)),
    (OBSERVATIONS, a_value(5.0, NOW)),
    (OBSERVATIONS, a_value(6.0, NOW + days(1))),
]
Facts = tuple[dict[str, DocumentHit], list[MentionWeek], list[float]]


def run(folder: Path, events: list[tuple[str, Event]], *, batch: int = 64) -> Facts:
    with a_platform(folder) as platform:
        platform.log.append([Entry(topic=t, key="k", value=encode(e)) for t, e in events])
        platform.drain(batch=batch)
        assert platform.lag() == 0
        assert platform.letters.find() == []
        hits = documents(platform)
        weeks = platform.documents.mentions([PUBLIC], PYTHON, NOW - days(14), NOW + days(28))
        seen = platform.index.observations([PUBLIC], "a film", "rating")
        return hits, weeks, [each.value for each in seen]


def documents(platform: Platform) -> dict[str, DocumentHit]:
    found = platform.documents.search(DocumentQuery(spaces=(PUBLIC,), limit=1000))
    return {hit.record.external_id: hit for hit in found.hits}


def test_a_document_is_found_with_what_it_mentions_and_how_it_judges(tmp_path: Path) -> None:
    hits, weeks, seen = run(tmp_path, EVENTS)
    first = hits["a"].record
    felt = {first.text[m.start : m.end]: m.sentiment for m in first.mentions}
    assert (felt["Python"] or 0) > 0 > (felt["SQL"] or 0)
    assert (first.language, first.blob, first.watch, first.head) == ("en", "b", "w", True)
    assert len(first.vector) == 1024
    assert len(hits["b"].record.mentions) == 2
    press = [(w.documents, w.mentions, w.covered) for w in weeks if w.source == "press"]
    # Published on a Sunday, fetched on the Monday after it and on the one after that.
    assert press == [(2, 3, False), (0, 0, True), (0, 0, True), (0, 0, False), (0, 0, False)]
    assert seen == [6.0]


@pytest.mark.parametrize("seed", range(4))
def test_any_order_and_repeats_give_the_same_index(tmp_path: Path, seed: int) -> None:
    shuffled = EVENTS * 2
    Random(seed).shuffle(shuffled)
    assert run(tmp_path / "shuffled", shuffled, batch=3) == run(tmp_path / "straight", EVENTS)


def test_a_group_that_reads_all_again_changes_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, EVENTS) == run(tmp_path, EVENTS)


def test_a_generation_of_a_better_step_takes_the_place_of_the_last(tmp_path: Path) -> None:
    later = a_found("a", "Python.", generation=1)
    hits, _, _ = run(tmp_path, [*EVENTS, (DOCUMENTS_RAW, later)])
    assert hits["a"].record.text == "On a\nPython."


def test_what_can_be_no_document_is_a_dead_letter_and_harms_no_other(tmp_path: Path) -> None:
    nameless = a_found(" ", "x")
    empty = DocumentFound(
        document=Document(external_id="e", title=" ", text=""), source="press", fetched_at=NOW
    )
    poison: list[tuple[str, Event]] = [(DOCUMENTS_RAW, nameless), (DOCUMENTS_RAW, empty)]
    with a_platform(tmp_path) as platform:
        platform.log.append(
            [Entry(topic=t, key="k", value=encode(e)) for t, e in [*EVENTS, *poison]]
        )
        platform.drain(batch=3)
        assert set(documents(platform)) == {"a", "b", "c"}
        reasons = {letter.stage: letter.reason for letter in platform.letters.find()}
    assert "no external_id" in reasons["decode"]
    assert "neither title nor text" in reasons["understand"]


def test_copies_of_one_article_have_one_head(tmp_path: Path) -> None:
    text = (
        "The river port opened a second hall for repairs, and Python scripts now plan the work of "
        "thirty welders, twelve fitters and four crane drivers who come from three towns nearby."
    )
    with a_platform(tmp_path) as platform:
        events = [a_found(name, text, source=name) for name in ("one", "two", "three")]
        platform.log.append(
            [Entry(topic=DOCUMENTS_RAW, key="k", value=encode(each)) for each in events]
        )
        platform.drain()
        records = [hit.record for hit in documents(platform).values()]
        weeks = platform.documents.mentions([PUBLIC], PYTHON, NOW - days(14), NOW + days(14))
    assert sum(record.head for record in records) == 1
    assert sum(week.documents for week in weeks) == 1
