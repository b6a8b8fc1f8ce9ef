"""A package that is installed beside us brings its source: the example of docs/plugins.md."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

DOCS: Final = Path(__file__).parents[3] / "docs" / "plugins.md"
PAGE: Final = (
    "<html><body>"
    + "".join(
        f"<article><h2>Job {number}</h2><div class='text'>Text of {number}</div></article>"
        for number in range(3)
    )
    + "</body></html>"
)
FAULTY: Final = """
broken = "small_board:NoSuchThing"
work_ua = "small_board:SmallBoard"
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the example is installed, with two faulty sources beside it; without any network."""
    package, target = tmp_path_factory.mktemp("package"), tmp_path_factory.mktemp("site")
    (project,), (module,) = blocks("toml"), blocks("python")
    marker = 'small_board = "small_board:SmallBoard"\n'
    assert marker in project
    (package / "pyproject.toml").write_text(project.replace(marker, marker + FAULTY), "utf-8")
    (package / "small_board.py").write_text(module, "utf-8")
    command = [sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-deps"]
    command += ["--no-build-isolation", "--python", sys.executable]
    subprocess.run(
        [*command, "--target", str(target), str(package)], check=True, capture_output=True
    )
    return target


def prospekt(site: Path, home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(site), "PROSPEKT_HOME": str(home)}
    code = "from console.main import run; run()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_plugin_appears_and_faulty_ones_are_told_and_stop_nothing(
    site: Path, tmp_path: Path
) -> None:
    done = prospekt(site, tmp_path, "get", "sources", "--json")
    assert done.returncode == 0, done.stderr
    rows = {(row["name"], bool(row["fault"])): row for row in json.loads(done.stdout)}
    assert rows["small_board", False]["origin"] == "plugin of prospekt-small-board"
    assert rows["small_board", False]["interval_ms"] == 3000
    assert "NoSuchThing" in rows["broken", True]["fault"]
    assert "a built-in source has this name" in rows["work_ua", True]["fault"]
    assert rows["work_ua", False]["origin"] == "built in"


def test_a_plugin_is_checked_and_reads_a_page(site: Path, tmp_path: Path) -> None:
    page = tmp_path / "jobs.html"
    page.write_text(PAGE, "utf-8")
    check = ("source", "check", "small_board", "--page", str(page), "--json")
    done = prospekt(site, tmp_path / "home", *check)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(json.loads(done.stdout)) == 7
    read = prospekt(site, tmp_path / "home", "parse", "small_board", str(page), "--json")
    assert [each["title"] for each in json.loads(read.stdout)["postings"]] == [
        "Job 0",
        "Job 1",
        "Job 2",
    ]


def test_a_check_that_fails_says_what_to_mend_and_exits_with_1(site: Path, tmp_path: Path) -> None:
    page = tmp_path / "other.html"
    page.write_text("<html><article>nothing</article></html>", "utf-8")
    done = prospekt(site, tmp_path / "home", "source", "check", "small_board", "--page", str(page))
    assert done.returncode == 1
    assert "FAIL" in done.stdout
    assert "to mend" in done.stdout
