"""How an engine is got: what is run, what is said of it, and what cannot be had."""

import subprocess
import sys
from pathlib import Path


class Missing(Exception):  # noqa: N818 - what is said of it
    """Something that cannot be got without a person."""


def run(*command: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    ended = subprocess.run(
        command, cwd=cwd, env=env, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if ended.returncode:
        said = ended.stdout.decode("utf-8", "replace").strip()
        msg = f"`{' '.join(command)}` failed:\n{said[-3000:]}"
        raise Missing(msg)


def say(line: str) -> None:
    sys.stdout.write(f"engines: {line}\n")
    sys.stdout.flush()
