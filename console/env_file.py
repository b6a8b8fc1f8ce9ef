"""The home's `.env`: some of its settings set, every other line left as it is."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

OWNER_ONLY: Final = 0o600
"""Secrets can stand in it: no process of ours reads one that others can."""


def put(file: Path, values: Mapping[str, str]) -> None:
    old = file.read_text("utf-8").splitlines() if file.exists() else []
    sets = re.compile(rf"\s*(export\s+)?({'|'.join(map(re.escape, values))})\s*=")
    lines = [line for line in old if not sets.match(line)]
    lines += [f"{name}={_quoted(value)}" for name, value in values.items()]
    partial = file.with_name(f"{file.name}.part")
    partial.unlink(missing_ok=True)
    partial.touch(mode=OWNER_ONLY)
    partial.write_text("\n".join(lines) + "\n", "utf-8")
    partial.replace(file)


def _quoted(value: str) -> str:
    """In single quotes nothing is expanded; only these two characters need a backslash."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
