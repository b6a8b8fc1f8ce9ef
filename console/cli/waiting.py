"""Long work shows what it does: live on a terminal, a line every few seconds elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.live import Live
from rich.text import Text

from console.answers import Progress, ReplayStage, Report
from console.cli.show import progress_line

LINE_EVERY: Final = 5.0
RATE_OVER: Final = 5.0
HINT_AFTER: Final = 10.0


class Follower:
    """Turns each reading into a line, with the rate of the last seconds."""

    def __init__(self, what: str, where: Path, time_of: Callable[[], float]) -> None:
        self._what = what
        self._where = where
        self._time = time_of
        self._began = self._moved = time_of()
        self._readings: list[tuple[float, int]] = []
        self._last: Progress | None = None

    def line(self, now: Progress) -> str:
        at = self._time()
        if now != self._last:
            self._moved, self._last = at, now
        line = f"{self._what}: {progress_line(now, self._rate(at, now), at - self._began)}"
        still = at - self._moved
        if still > HINT_AFTER and (now.queued or now.leased or now.lag):
            line += f" · nothing moved for {still:.0f} s at {self._where}; see `prospekt doctor`"
        return line

    def _rate(self, at: float, now: Progress) -> float:
        reading = (at, now.indexed + now.documents)
        self._readings = [r for r in self._readings if at - r[0] <= RATE_OVER] + [reading]
        (first_at, first), (last_at, last) = self._readings[0], self._readings[-1]
        return max(0, last - first) / (last_at - first_at) if last_at > first_at else 0.0


@contextmanager
def following(notes: Console, what: str, where: Path, *, passing: bool = False) -> Iterator[Report]:
    """Show the platform's progress; a `passing` line goes when the block ends."""
    follower = Follower(what, where, time.monotonic)
    with _lines(notes, f"{what}: starting", passing=passing) as show:
        yield lambda now: show(lambda: follower.line(now))


@contextmanager
def counting(notes: Console, what: str) -> Iterator[Callable[[int], None]]:
    """Show how far a walk has come."""
    with _lines(notes, f"{what}: starting", passing=True) as show:
        yield lambda count: show(lambda: f"{what}: {count:,} done")


class Stages:
    """Turns each reading of a replay into a line: what it does, how far, how fast, how long yet."""

    def __init__(self, what: str, time_of: Callable[[], float]) -> None:
        self._what = what
        self._time = time_of
        self._stage = ""
        self._began = 0.0

    def line(self, stage: str, done: int, total: int) -> str:
        at = self._time()
        if stage != self._stage:
            self._stage, self._began = stage, at
        line = f"{self._what}: {stage}"
        if not total:
            return line
        line += f" {done:,} of {total:,}"
        seconds = at - self._began
        if not done or seconds < 1:
            return line
        rate = done / seconds
        return f"{line} · {rate:,.0f}/s · {max(0, total - done) / rate:,.0f} s left"


@contextmanager
def staging(notes: Console, what: str) -> Iterator[ReplayStage]:
    """Show the stages of a replay."""
    stages = Stages(what, time.monotonic)
    with _lines(notes, f"{what}: starting", passing=True) as show:
        yield lambda *reading: show(lambda: stages.line(*reading))


@contextmanager
def resting(notes: Console, says: str) -> Iterator[None]:
    """What is ended from outside is begun, not ended; say how it goes on."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        notes.print(says, soft_wrap=True)
        raise


@contextmanager
def _lines(
    notes: Console, first: str, *, passing: bool
) -> Iterator[Callable[[Callable[[], str]], None]]:
    if notes.is_terminal:
        live = Live(Text(first), console=notes, refresh_per_second=4, transient=passing)
        with live:
            yield lambda line: live.update(Text(line()))
        return
    printed = time.monotonic() - LINE_EVERY

    def show(line: Callable[[], str]) -> None:
        nonlocal printed
        text = line()
        if time.monotonic() - printed >= LINE_EVERY:
            printed = time.monotonic()
            notes.print(text, soft_wrap=True)

    yield show
