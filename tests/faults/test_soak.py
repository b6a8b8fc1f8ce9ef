"""A soak that is cut off goes on, and nothing that failed is left out of its page."""

import subprocess
import sys
from pathlib import Path
from typing import Final

TESTS: Final = """
import pathlib
import pytest

STRUCK = pathlib.Path(__file__).with_name("struck")

def test_a_fault(run, record_property):
    with STRUCK.open("a") as struck:
        struck.write(f"{run} ")
    if run == 1 and STRUCK.read_text() == "0 1 ":
        raise KeyboardInterrupt
    told = {"scenario": "cut", "lost": run % 2, "doubled": 0, "again": 0, "recoveries": [1.0 + run]}
    record_property("Outage", told)
    assert run % 2 == 0, "something is lost"

def test_another(run):
    assert run != 2, "it never came up"
"""


def test_runs_that_are_there_are_not_repeated_and_failed_ones_are_told(tmp_path: Path) -> None:
    (tmp_path / "test_made.py").write_text(TESTS)
    page = tmp_path / "page.md"
    assert soak(tmp_path) == 2  # interrupted
    assert "| cut | 1 | 0 | 0 | 0 | 1.0 | 1.0 | 1.0 |" in page.read_text()
    assert soak(tmp_path) == 1
    assert (tmp_path / "struck").read_text() == "0 1 1 2 "
    assert "| cut | 3 | 1 | 0 | 0 | 2.0 | 3.0 | 3.0 |" in page.read_text()
    told = page.read_text().partition("Failed: 2.\n\n")[2]
    assert told.count("\n") == 2
    assert "test_a_fault[1]`: AssertionError: something is lost" in told
    assert "test_another[2]`: AssertionError: it never came up" in told


def soak(folder: Path) -> int:
    told = ["--runs", "3", "--kept", str(folder / "kept"), "--resiliency", str(folder / "page.md")]
    plugins = ["-p", "tests.conftest", "-p", "tests.faults.conftest", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", str(folder)]
    ended = subprocess.run(
        [*command, *plugins, *told, str(folder)], capture_output=True, check=False
    )
    print(ended.stdout.decode(), ended.stderr.decode())
    return ended.returncode
