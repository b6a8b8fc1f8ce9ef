"""One demo from an empty home to its prospects, and what its home then answers."""

import json
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.e2e.command import Told, run
from tests.e2e.demo_run import Ended, run_demo

MOST_PAGES = 2_000
LEAST_RECORDS = 12_000
MOST_MEMORY = 1_500_000_000
QUANTILES = ("0.025", "0.1", "0.25", "0.5", "0.75", "0.9", "0.975")
PROSPECT = {
    "subject",
    "as_of",
    "probability_up",
    "change",
    "series",
    "forecast",
    "reasons",
    "evidence",
    "model",
    "coverage",
    "enough_history",
}

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "a home"


@pytest.fixture(scope="module")
def demo(home: Path) -> Ended:
    ended = run_demo(home)
    assert ended.code == 0, ended.err
    return ended


@pytest.fixture(scope="module")
def status(home: Path, demo: Ended) -> Any:
    del demo
    return _told(home, "status").json


@pytest.fixture(scope="module")
def prospect(home: Path, demo: Ended) -> Any:
    del demo
    return _told(home, "prospects", "інженер даних").json


def _told(home: Path, *arguments: str) -> Told:
    told = run(home, *arguments, "--json")
    assert told.code == 0, told.err
    return told


def test_it_shows_three_prospects_with_charts_and_postings(demo: Ended) -> None:
    assert demo.out.count("postings it rests on") == 3
    assert len(re.findall(r"^ *0 ┤[ ▁▂▃▄▅▆▇█·]+│", demo.out, re.MULTILINE)) == 3
    assert demo.out.count("as of 02 Nov 2026") == 3
    assert all(len(line) <= 120 for line in demo.out.splitlines())


def test_it_says_what_it_does_while_it_does_it(demo: Ended) -> None:
    assert re.search(r"pages [\d,]+ · queued [\d,]+ · indexed [\d,]+ · .*lag [\d,]+", demo.err)
    assert [f"sweep {number} of 4" in demo.err for number in (1, 2, 3, 4)] == [True] * 4
    assert "trained" in demo.err


def test_its_memory_and_time_are_bounded(demo: Ended) -> None:
    print(f"\n{demo.seconds:.0f} s, {demo.peak_bytes / 1e6:.0f} MB at its peak")
    assert 100_000_000 < demo.peak_bytes < MOST_MEMORY


def test_no_process_outlives_it(demo: Ended) -> None:
    assert len(demo.processes) > 5
    assert not [pid for pid in demo.processes if psutil.pid_exists(pid)]


def test_it_fetches_little_and_indexes_much(status: Any) -> None:
    books = status["ledger"]
    assert books["discovered"] == books["done"] <= MOST_PAGES
    assert (books["dead"], books["queued"], books["leased"], status["lag"]) == (0, 0, 0, 0)
    assert status["indexed"] >= LEAST_RECORDS
    assert status["dead_letters"] == 0
    assert not status["up"]


def test_a_search_crosses_languages(home: Path, demo: Ended) -> None:
    del demo
    found = _told(home, "search", "data engineer").json
    hits = found["hits"]
    assert found["total"] > len(hits) == 10
    assert {"id", "external_id", "source", "title", "company", "score"} <= set(hits[0])
    assert all("data-engineer" in hit["professions"] for hit in hits)
    many = _told(home, "search", "data engineer", "--limit", "100").json["hits"]
    engineers = [hit for hit in many if "data-engineer" in hit["professions"]]
    assert len({hit["language"] for hit in engineers}) >= 2


def test_a_prospect_has_every_field(prospect: Any) -> None:
    assert set(prospect) >= PROSPECT
    assert prospect["enough_history"] is True
    assert 0 <= prospect["probability_up"] <= 1
    change = prospect["change"]
    assert change["p10"] <= change["p50"] <= change["p90"]
    assert set(prospect["model"]) >= {"id", "trained_at", "data_hash", "backtest"}


def test_its_series_is_weekly_and_without_a_hole(prospect: Any) -> None:
    days = [date.fromisoformat(point["date"]) for point in prospect["series"]]
    assert len(days) == 108
    assert all(later - earlier == timedelta(weeks=1) for earlier, later in pairwise(days))
    assert all(point["flow"] is not None for point in prospect["series"])
    assert prospect["coverage"]["complete_weeks"] == 108
    assert prospect["coverage"]["gaps"] == []


def test_its_forecast_is_twelve_weeks_of_ordered_quantiles(prospect: Any) -> None:
    days = [date.fromisoformat(point["date"]) for point in prospect["forecast"]]
    last = date.fromisoformat(prospect["series"][-1]["date"])
    assert days == [last + timedelta(weeks=week) for week in range(1, 13)]
    for point in prospect["forecast"]:
        values = [point["quantiles"][name] for name in QUANTILES]
        assert values == sorted(values)
        assert values[0] >= 0


def test_its_evidence_can_be_opened(home: Path, prospect: Any) -> None:
    exported = {json.loads(line)["id"] for line in _exported(home)}
    assert prospect["evidence"]
    assert set(prospect["evidence"]) <= exported
    for reason in prospect["reasons"]:
        assert reason["text"]
        assert set(reason["postings"]) <= exported


def test_a_horizon_can_be_asked_for(home: Path, demo: Ended) -> None:
    del demo
    assert len(_told(home, "prospects", "nurse", "--horizon", "4").json["forecast"]) == 4


def test_an_export_is_the_whole_index(home: Path, status: Any) -> None:
    assert len(_exported(home)) == status["indexed"]


def _exported(home: Path) -> list[str]:
    return run(home, "export").out.splitlines()


def test_no_letter_is_dead(home: Path, demo: Ended) -> None:
    del demo
    assert run(home, "deadletters", "list").out == "no dead letters\n"


def test_a_replay_through_parsers_and_steps_changes_no_count(home: Path, status: Any) -> None:
    done = _told(home, "replay", "--from", "2020-01-01", "--reparse").json
    assert done["pages"] == status["ledger"]["done"]
    assert done["outcomes"]["written"] >= status["indexed"]
    assert done["refused"] == 0
    after = _told(home, "status").json
    assert (after["indexed"], after["lag"], after["dead_letters"]) == (status["indexed"], 0, 0)


def test_it_goes_on_instead_of_starting_over(home: Path, status: Any) -> None:
    again = run_demo(home)
    assert again.code == 0, again.err
    assert "going on with the demo" in again.err
    assert again.out.count("postings it rests on") == 3
    after = _told(home, "status").json
    assert (after["ledger"], after["indexed"]) == (status["ledger"], status["indexed"])


def test_an_interrupted_demo_ends_with_the_same_index(tmp_path: Path, status: Any) -> None:
    home = tmp_path / "interrupted"
    first = run_demo(home, interrupt_at="sweep 1 of 4")
    assert first.code == 130
    assert "Traceback" not in first.err
    assert "goes on from here" in first.err
    assert not [pid for pid in first.processes if psutil.pid_exists(pid)]
    second = run_demo(home)
    assert second.code == 0, second.err
    assert "sweep 1 of 4" not in second.err
    after = _told(home, "status").json
    assert after["indexed"] == status["indexed"]
    assert after["ledger"]["dead"] == 0
    assert after["ledger"]["discovered"] == after["ledger"]["done"]
