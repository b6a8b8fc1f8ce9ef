"""How watches, runs and sources look: whole in a narrow terminal, and no word steers it."""

from datetime import timedelta
from typing import Any

import pytest

from console.answers import NextRun, SourceRow, WatchCard, WatchRow
from console.cli import source_tables, watch_tables
from contracts.config import Line, Run, SourceCount
from contracts.frontier import Ledger
from contracts.subjects import Metadata, Schedule, Watch, WatchSpec
from tests.unit.console.answers import NOW, a_console, printed

KYIV = Schedule(cron="30 3 * * *", time_zone="Europe/Kyiv", jitter="10m")


def a_run(**fields: Any) -> Run:
    counts = SourceCount(pages=7, outcomes={"ok": 5, "blocked": 2}, retries=3)
    lines = (Line(at=NOW, text="work_ua: blocked: \x1b[31mHTTP 403"),)
    given = {"id": 4, "watch": "data", "started_at": NOW, "ended_at": NOW + timedelta(minutes=2)}
    return Run(
        **{
            **given,
            "outcome": "partly blocked",
            "sources": {"work_ua": counts},
            "lines": lines,
            **fields,
        }
    )


def a_row(**fields: Any) -> WatchRow:
    spec = WatchSpec(keywords=("sql",), schedule=KYIV, suspend=fields.pop("suspend", False))
    given: dict[str, Any] = {
        "watch": Watch(
            api_version="prospekt.dev/v1alpha1",
            kind="Watch",
            metadata=Metadata(name="data"),
            spec=spec,
        ),
        "last_run": NOW,
        "last_outcome": "partly blocked",
        "sources": {"dou": "done", "work_ua": "partly blocked"},
        "next_run": NOW + timedelta(hours=1, minutes=30),
        "time_zone": "Europe/Kyiv",
        "overdue": False,
        "ledger": Ledger(),
    }
    return WatchRow(**{**given, **fields})


@pytest.mark.parametrize("width", [60, 80, 160])
def test_a_watch_says_its_outcome_by_source_and_its_next_run_with_its_zone(width: int) -> None:
    console = a_console(width)
    watch_tables.watches(console, [a_row()])
    said = printed(console)
    assert max(map(len, said.splitlines())) <= width
    flat = "".join(said.split())
    assert "partly" in said
    assert "dou" not in said
    if width >= 160:
        assert "work_ua:partlyblocked" in flat
        assert "2026-11-0203:30Europe/Kyiv" in flat


def test_suspended_and_overdue_watches_say_so() -> None:
    console = a_console(120)
    watch_tables.watches(console, [a_row(suspend=True), a_row(overdue=True)])
    assert "suspended" in printed(console)
    assert "overdue" in printed(console)


def test_a_card_tells_the_next_runs_and_what_the_clocks_do_to_them() -> None:
    console = a_console(120)
    note = "03:30 comes twice that night: the first"
    coming = NextRun(due_at=NOW, begins_at=NOW + timedelta(seconds=90), note=note)
    watch_tables.watch(console, WatchCard(row=a_row(), next_runs=(coming,), runs=(a_run(),)))
    said = printed(console)
    assert "90 s of jitter" in said
    assert note in said
    assert "work_ua" in said


def test_a_run_tells_its_pages_by_outcome_and_its_log_without_control_characters() -> None:
    console = a_console(100)
    watch_tables.run(console, a_run(stages={"seeding": NOW}))
    said = printed(console)
    assert "run 4 of data: partly blocked" in said
    assert "HTTP 403" in said
    assert "\x1b" not in said


def test_a_faulty_source_is_told_below_those_that_work() -> None:
    console = a_console(80)
    rows = [
        SourceRow(
            name="dou", base_url="https://jobs.dou.ua", interval_ms=3000, slots=1, summary="x"
        ),
        SourceRow(name="bad", base_url="", interval_ms=0, slots=0, summary="", fault="no parse"),
    ]
    source_tables.sources(console, rows)
    assert printed(console).rstrip().endswith("bad: no parse")
    wide = a_console(160)
    source_tables.sources(wide, rows)
    assert "1 per 3 s, 1 at once" in printed(wide)
