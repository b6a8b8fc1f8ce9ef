"""The files that the documentation shows are read as they stand."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from console.declarations import read_declarations
from crawler.schedule.schedules import next_run

DOCS: Final = Path(__file__).parents[3] / "docs"


def test_the_daily_indeed_watch_says_what_it_promises() -> None:
    (watch,) = read_declarations(DOCS / "examples" / "indeed-daily.yaml").watches
    spec = watch.spec
    assert spec.keywords == ("data scientist", "data analyst", "data engineer")
    assert (spec.sources, spec.filters.remote, spec.filters.posted_within) == (
        ("indeed",),
        True,
        "24h",
    )
    assert spec.schedule
    noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert next_run(spec.schedule, noon) == datetime(2026, 11, 3, 0, 1, tzinfo=UTC)
