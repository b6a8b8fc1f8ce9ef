"""The bench reads daily indices as weekly means and measures what a user would have been told."""

import gzip
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from bench import forecast
from tests.market import START
from tests.unit.model_service.panels import noisy


def write(path: Path, days: int, missing: int | None = None) -> Path:
    """One sector that stands at its day's number, and another variable that is not asked for."""
    lines = ["date,jobcountry,indeed_job_postings_index,variable,display_name"]
    for day in range(days):
        if day != missing:
            date = (START + timedelta(days=day)).date()
            lines.append(f"{date},US,{day},total postings,Accounting")
            lines.append(f"{date},US,999,new postings,Accounting")
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def test_days_become_weekly_means_and_a_week_with_a_day_missing_is_a_gap(tmp_path: Path) -> None:
    panel = forecast.weekly(write(tmp_path / "sectors_US.csv.gz", 25, missing=9))
    assert (panel.names, panel.start) == (("Accounting",), START.date())
    np.testing.assert_array_equal(panel.values, [[3.0, np.nan, 17.0]])


def test_what_was_served_is_measured_on_the_weeks_that_followed() -> None:
    tally = forecast.measure(noisy(2, 118), every=100)
    assert len(tally.methods) == 1
    assert len(tally.inside) == 2 * forecast.HORIZON
    assert tally.mean("served") == tally.mean(tally.methods[0])


def test_missing_data_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for arguments in ([], ["--data", str(tmp_path)]):
        with pytest.raises(SystemExit) as ended:
            forecast.main(arguments)
        assert ended.value.code == 2
        assert "name the folder that holds demand/ by --data" in capsys.readouterr().err
