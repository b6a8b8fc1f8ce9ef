"""The command as a user runs it: a process with a home of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROSPEKT = Path(sys.executable).with_name("prospekt")


@dataclass(frozen=True)
class Told:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def variables(home: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PROSPEKT_")}
    return {**kept, "PROSPEKT_HOME": str(home), "COLUMNS": "120", **more}


def run(home: Path, *arguments: str, seconds: float = 600, **more: str) -> Told:
    done = subprocess.run(
        [str(PROSPEKT), *arguments],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        env=variables(home, **more),
        cwd=home.parent if home.parent.is_dir() else None,
    )
    return Told(done.returncode, done.stdout, done.stderr)


def refused(told: Told, *words: str) -> None:
    """Exit code 2 and one line on stderr that holds the words."""
    assert told.code == 2, told
    assert "Traceback" not in told.err
    assert len(told.err.strip().splitlines()) == 1, told.err
    for word in words:
        assert word in told.err
