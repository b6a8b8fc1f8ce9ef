"""A small home: two years of two professions from one file, and a clock that stands."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console import wiring
from console.local import LocalPlatform

NOW = datetime(2026, 11, 2, tzinfo=UTC)
WEEKS = 60
POSTINGS = 3 * WEEKS + 1
TITLE = "Data Engineer [bold]remote[/bold]"


def write_postings(file: Path) -> None:
    """Two data engineers (English, Ukrainian) and an accountant a week, and a lone nurse."""
    rows = [
        row
        for week in range(WEEKS)
        for row in _week(week, NOW - timedelta(weeks=WEEKS - week, days=-1))
    ]
    seen = (NOW - timedelta(days=3)).isoformat()
    rows.append(_row("nurse", "Nurse", "Clinic", "Kindness and night shifts.", seen))
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def _week(week: int, day: datetime) -> Iterator[dict[str, str]]:
    seen = day.isoformat()
    yield _row(
        f"en-{week}",
        TITLE,
        f"Acme {week}",
        f"Requirements: Python, SQL, Airflow. Team number {week}.",
        seen,
    )
    yield _row(
        f"uk-{week}",
        "Інженер даних",
        f"Бета {week}",
        f"Вимоги: Python, SQL, Kafka та досвід від двох років. Команда номер {week}.",
        seen,
    )
    yield _row(
        f"acc-{week}",
        "Бухгалтер",
        f"Гамма {week}",
        f"Вимоги: 1С, податковий облік і звітність. Філія номер {week}.",
        seen,
    )


def _row(external_id: str, title: str, company: str, text: str, seen: str) -> dict[str, str]:
    return {
        "external_id": external_id,
        "title": title,
        "company": company,
        "place": "Київ",
        "description": text,
        "first_seen": seen,
    }


@contextmanager
def on(home: Path) -> Iterator[None]:
    """Let every setting be the default on this home, at a time that stands."""
    clock = home.parent / "clock"
    clock.write_text(NOW.isoformat())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROSPEKT_HOME", str(home))
        patch.setenv("PROSPEKT_CLOCK", str(clock))
        yield


def filled(folder: Path) -> LocalPlatform:
    """Import the postings the way a user does; call it inside `on`."""
    file = folder / "board.jsonl"
    write_postings(file)
    platform = wiring.open_platform()
    report = platform.import_file(
        file, source="board", mapping={}, as_of=NOW, listing="", report=lambda _: None
    )
    assert (report.taken, report.refused) == (POSTINGS, 0)
    return platform
