"""The last line of a process, and the exit code that tells the same without it."""

import subprocess
import sys
from pathlib import Path

import pytest

from contracts.errors import Misconfigured, Permanent, Transient
from engines.last_words import FAILED, MISCONFIGURED, ended

LIMIT = 100
ENDING = f"""
import resource, sys
from contracts.errors import Misconfigured
from engines.last_words import ended
resource.setrlimit(resource.RLIMIT_FSIZE, ({LIMIT}, {LIMIT}))
sys.exit(ended(Misconfigured("no space"), "stream"))
"""


@pytest.mark.parametrize(
    ("error", "said", "code"),
    [
        (Misconfigured("no space"), "stream: no space\n", MISCONFIGURED),
        (Transient("held"), "stream: held\n", FAILED),
        (Permanent("unknown"), "stream: unknown\n", FAILED),
        (KeyError("id"), "stream: KeyError: 'id'\n", FAILED),
    ],
)
def test_one_line_says_why_and_the_code_what_to_do(
    error: Exception, said: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(error, "stream") == code
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(("full", "said"), [(False, "stream: no space\n"), (True, "")])
def test_the_code_is_told_where_the_line_finds_no_room(
    tmp_path: Path, *, full: bool, said: str
) -> None:
    before = "." * LIMIT if full else ""
    log = tmp_path / "stream.log"
    log.write_text(before)
    with log.open("ab") as output:
        done = subprocess.run([sys.executable, "-c", ENDING], stderr=output, check=False)
    assert done.returncode == MISCONFIGURED
    assert log.read_text() == before + said
