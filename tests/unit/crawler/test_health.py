"""What pages were like: gathered without loss, judged, and told when a source turns."""

import pytest

from contracts.codec import decode
from contracts.config import SourceCount
from contracts.errors import Transient
from contracts.events import SourceTurned
from contracts.frontier import Request, Role
from contracts.identity import content_hash
from contracts.names import SOURCES
from contracts.records import Outcome, Page, Parsed
from crawler.metrics import Metrics
from crawler.schedule.health import Healths
from crawler.schedule.standing import PAGES
from crawler.schedule.tally import Counted, Tally, drain, hand_over
from tests.builders import NOW
from tests.fakes.config import MemoryHealth, MemoryRuns
from tests.fakes.log import MemoryLog

OK = Parsed(outcome=Outcome.OK)
CHANGED = Parsed(outcome=Outcome.CHANGED, reason="no cards")


def a_request(watch: str = "w", role: Role = Role.DETAIL, run: int = 0) -> Request:
    return Request(url="https://board.example/1", source="board", role=role, watch=watch, run=run)


def a_page(body: bytes = b"x", watch: str = "w", run: int = 0) -> Page:
    request = a_request(watch, run=run)
    return Page(request=request, url=request.url, status=200, body=body, fetched_at=NOW)


class Desk:
    """A tally, and the health that comes of it."""

    def __init__(self) -> None:
        self.tally, self.book = Tally(), MemoryHealth()
        self.log, self.metrics = MemoryLog(), Metrics()
        self.healths = Healths(self.book, self.log)

    def flush(self) -> None:
        drain(self.tally.take().seen, self.healths.note)
        self.healths.show(self.metrics)

    def told(self) -> list[tuple[str, str]]:
        events = [decode(message.value) for message in self.log.read(SOURCES)]
        return [(each.outcome, each.reason) for each in events if isinstance(each, SourceTurned)]

    def gauge(self, outcome: str) -> float | None:
        labels = {"source": "board", "outcome": outcome}
        name = "prospekt_crawler_source_standing"
        return self.metrics.registry.get_sample_value(name, labels)


def test_pages_are_counted_by_watch_source_and_outcome() -> None:
    tally = Tally()
    for watch, parsed in (("w", OK), ("w", CHANGED), ("v", OK)):
        tally.read(a_page(watch=watch), parsed)
    tally.refused(a_request(), "robots.txt forbids it", NOW)
    tally.again(a_request(), "HTTP 503", NOW, blocked=True)
    counts = tally.take().counts
    assert counts[Counted("w", 0)]["board"] == SourceCount(
        pages=3, outcomes={"ok": 1, "changed": 1, "blocked": 1}, retries=1
    )
    assert counts[Counted("v", 0)]["board"] == SourceCount(pages=1, outcomes={"ok": 1})
    assert tally.take().counts == {}


def test_what_the_books_could_not_take_is_not_lost() -> None:
    tally = Tally()
    tally.read(a_page(), CHANGED)
    rest = tally.take()
    tally.read(a_page(), OK)
    tally.put_back(rest)
    again = tally.take()
    assert again.counts[Counted("w", 0)]["board"].outcomes == {"changed": 1, "ok": 1}
    assert [seen.outcome for seen in again.seen["board"]] == [Outcome.CHANGED, Outcome.OK]
    assert again.remarks[Counted("w", 0)] == ["board: changed: no cards (https://board.example/1)"]


def test_a_thousand_equal_faults_are_a_few_lines_of_a_run() -> None:
    tally = Tally()
    for _ in range(1000):
        tally.read(a_page(), CHANGED)
    assert len(tally.take().remarks[Counted("w", 0)]) == 4


def test_a_source_that_turns_is_told_once_and_so_is_its_recovery() -> None:
    desk = Desk()
    desk.tally.read(a_page(b"good"), OK)
    desk.flush()
    assert (desk.told(), desk.gauge("ok")) == ([], 1.0)
    for _ in range(2 * PAGES):
        desk.tally.read(a_page(b"bad"), CHANGED)
        desk.flush()
    assert desk.told() == [("changed", "no cards")]
    assert (desk.gauge("ok"), desk.gauge("changed")) == (0.0, 1.0)
    kept = desk.book.kept["board"]
    assert (kept.blob, kept.ok_blob) == (content_hash(b"bad"), content_hash(b"good"))
    for _ in range(PAGES):
        desk.tally.read(a_page(), OK)
    desk.flush()
    assert [outcome for outcome, _ in desk.told()] == ["changed", "ok"]
    assert desk.gauge("ok") == 1.0


def test_a_run_that_read_nothing_of_a_source_turns_it() -> None:
    desk = Desk()
    desk.healths.note_run({"board": SourceCount(pages=1, outcomes={"blocked": 1})}, NOW)
    desk.healths.note_run({"board": SourceCount(pages=1, outcomes={"blocked": 1})}, NOW)
    desk.healths.note_run({"other": SourceCount(pages=2, outcomes={"blocked": 1, "ok": 1})}, NOW)
    assert [outcome for outcome, _ in desk.told()] == ["blocked"]
    assert list(desk.book.kept) == ["board"]


def test_what_was_gathered_goes_to_the_newest_run_of_its_watch() -> None:
    runs, tally = MemoryRuns(), Tally()
    for watch in ("w", "w", "v"):
        runs.start(watch, NOW)
    tally.read(a_page(), CHANGED)
    tally.read(a_page(watch="nobody's"), OK)
    gathered = tally.take()
    hand_over(gathered, runs, NOW)
    assert not gathered.counts
    assert not gathered.remarks
    assert [len(run.sources) for run in runs.runs] == [0, 1, 0]
    assert [line.text for line in runs.runs[1].lines] == [
        "board: changed: no cards (https://board.example/1)"
    ]


def test_a_page_counts_for_the_run_that_opened_its_walk_though_the_next_has_begun() -> None:
    runs, tally = MemoryRuns(), Tally()
    first = runs.start("w", NOW)
    tally.read(a_page(run=first), CHANGED)
    runs.finish(first, "done", NOW)
    second = runs.start("w", NOW)
    tally.read(a_page(run=second), OK)
    hand_over(tally.take(), runs, NOW)
    tally.again(a_request(run=first), "HTTP 503", NOW, blocked=True)
    hand_over(tally.take(), runs, NOW)
    assert [run.sources["board"].outcomes for run in runs.runs] == [{"changed": 1}, {"ok": 1}]
    assert [run.sources["board"].retries for run in runs.runs] == [1, 0]
    assert [len(run.lines) for run in runs.runs] == [2, 0]


def test_pages_of_a_run_that_the_books_do_not_know_go_to_the_newest_of_their_watch() -> None:
    runs, tally = MemoryRuns(), Tally()
    others, mine = runs.start("v", NOW), runs.start("w", NOW)
    for run in (others, 77):
        tally.read(a_page(run=run), OK)
    hand_over(tally.take(), runs, NOW)
    assert [run.id for run in runs.runs if run.sources] == [mine]
    assert runs.runs[1].sources["board"].pages == 2


def test_what_could_not_be_told_is_told_later_and_once() -> None:
    told: list[str] = []

    def tell(key: str, _: int) -> None:
        if key == "b" and not broken.pop():
            raise Transient("busy")
        told.append(key)

    broken, items = [True, False], {"a": 1, "b": 2, "c": 3}
    with pytest.raises(Transient):
        drain(items, tell)
    assert items == {"b": 2, "c": 3}
    drain(items, tell)
    assert told == ["a", "b", "c"]
