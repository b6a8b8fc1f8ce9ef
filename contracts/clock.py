"""What "now" is: the machine's clock, or a date kept in a file (demo and tests travel in time)."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from contracts.errors import Misconfigured

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


def file_clock(path: Path) -> Clock:
    """Read the date from `path` at each call, so that whoever writes the file moves time."""

    def now() -> datetime:
        try:
            moment = datetime.fromisoformat(path.read_text("utf-8").strip())
        except (OSError, ValueError) as error:
            msg = f"clock file {path}: {error}; write an ISO date into it or unset PROSPEKT_CLOCK"
            raise Misconfigured(msg) from error
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    return now


def clock(path: Path | None) -> Clock:
    return file_clock(path) if path else system_clock
