"""The demo's two commands as processes."""

import json
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.integration.demo.commands import NOW, Demo, run


def total(demo: Demo) -> int:
    return int(demo.get("robota", "/vacancy/search").json()["total"])


def test_each_board_answers_on_its_port_and_the_clock_file_moves_both(
    start: Callable[..., Demo], clock: Path
) -> None:
    demo = start()
    first = demo.get("work_ua", "/jobs/").text
    before = total(demo)
    clock.write_text("2025-03-02T20:00:00+00:00")
    assert demo.get("work_ua", "/jobs/").text != first
    assert total(demo) != before
    clock.write_text(NOW)
    assert demo.get("work_ua", "/jobs/").text == first
    assert demo.get("work_ua", "/_truth/demand").json()["nurse"][0]["date"] == "2024-10-07"


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_it_cleanly(start: Callable[..., Demo], ending: signal.Signals) -> None:
    demo = start()
    assert demo.get("work_ua", "/robots.txt").status_code == 200
    assert demo.stop(ending) == 0
    assert demo.process.stderr is not None
    assert demo.process.stderr.read() == ""


def test_slow_and_blocked_pages_can_be_planted(start: Callable[..., Demo]) -> None:
    demo = start("--delay-ms", "300", "--fault", "blocked:/jobs/?page=2")
    began = time.monotonic()
    assert demo.get("work_ua", "/jobs/?page=2").status_code == 403
    assert time.monotonic() - began >= 0.3
    assert demo.get("work_ua", "/jobs/?page=1").status_code == 200
    counts = demo.get("work_ua", "/_requests").json()
    assert counts["work_ua"]["blocked"] == 1
    assert counts["work_ua"]["listing"] == 1


def test_archive_and_live_boards_agree_on_ids_and_addresses(
    start: Callable[..., Demo], tmp_path: Path
) -> None:
    demo = start()
    bases = [f"--base={board}={url}" for board, url in demo.boards.items()]
    said = run("archive", tmp_path, *bases)
    assert said.returncode == 0, said.stderr
    postings = json.loads(said.stdout)["postings"]
    assert sum(postings.values()) >= 12_000
    rows = [json.loads(line) for line in (tmp_path / "robota.jsonl").read_bytes().splitlines()]
    assert len(rows) == postings["robota.jsonl"]
    still_open = {row["external_id"]: row for row in rows if not row["closed_at"]}
    page: dict[str, Any] = demo.get("robota", "/vacancy/search?count=40&page=3").json()
    shared = [found for found in page["documents"] if str(found["id"]) in still_open]
    assert shared
    for found in shared:
        row = still_open[str(found["id"])]
        assert row["title"] == found["name"]
        assert httpx.get(row["url"]).status_code == 200
    assert (tmp_path / "work_ua.csv").stat().st_size > 10_000_000


def test_bad_input_is_told_in_one_line(tmp_path: Path, clock: Path) -> None:
    missing = run("serve", "--ports", "0,0", "--clock", tmp_path / "none")
    one_port = run("serve", "--ports", "8401", "--clock", clock)
    tuesday = run("archive", tmp_path, "--end", "2026-11-03")
    fault = run("serve", "--clock", clock, "--fault", "broken:/jobs/")
    for said, told in (
        (missing, "clock file"),
        (one_port, "name 2 ports"),
        (tuesday, "Monday"),
        (fault, "such as blocked:/jobs/?page=2"),
    ):
        assert said.returncode == 2
        assert told in said.stderr
        assert "Traceback" not in said.stderr


def test_port_in_use_is_named(start: Callable[..., Demo], clock: Path) -> None:
    taken = start().boards["work_ua"].rsplit(":", 1)[1]
    said = run("serve", "--ports", f"{taken},0", "--clock", clock)
    assert said.returncode == 2
    assert f"port {taken}" in said.stderr


def test_only_loopback_is_listened_on(start: Callable[..., Demo]) -> None:
    demo = start()
    listening = psutil.Process(demo.process.pid).net_connections()
    assert len(listening) == 2
    assert {connection.laddr.ip for connection in listening} == {"127.0.0.1"}
