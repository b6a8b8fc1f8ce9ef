"""The embedded platform end to end: `python -m bench.pipeline [--quick]`.

Everything that `prospekt up` runs is up. The demo's boards are crawled, from a page to an answer;
then the boards' archive is imported and brought into the index. The CPU of each process is the
operating system's own count. The steps of the stream are then timed one by one on the same
postings.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

from msgspec import Struct

from bench.end_to_end import Crawled, Platform, platform, until
from bench.report import Aim, report
from bench.stream_steps import embedded_steps
from console.demonstration import ARCHIVES
from console.filling import fill
from console.importing import Taken
from contracts.log import Message
from contracts.names import POSTINGS_RAW
from demo import archive, schedule
from demo.world import World
from engines.embedded.home import Home
from engines.embedded.log import SqliteLog

BATCH: Final = 256
QUICK_ROWS: Final = 2_000
MOST_CPU: Final = 10


class Stage(Struct, frozen=True):
    """How many went through, and what it took."""

    name: str
    count: int
    wall: float
    cpu: float


class Meter:
    """Seconds of each step of the stream."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def step(self, name: str, seconds: float) -> None:
        self.seconds[name] += seconds

    def ended(self, topic: str, outcome: str) -> None: ...


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.pipeline", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smaller archive, within a minute")
    parser.add_argument("--data", type=Path, help="not used: the demo makes its own data")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "home"
        with platform(root) as up:
            crawled = up.crawl()
            taken = _import(up, Path(folder), QUICK_ROWS if quick else None)
        with closing(SqliteLog(Home(root).log)) as log:
            messages = list(log.read(POSTINGS_RAW))
        steps = _steps(Path(folder) / "again", messages)
    print(crawled.line)
    _show([_whole(crawled), taken, *steps])
    return report("pipeline", _aims(crawled))


def _show(stages: Sequence[Stage]) -> None:
    print(f"{'stage':28} {'count':>7} {'per s':>8} {'CPU s per 1,000':>16}")
    for stage in stages:
        print(
            f"{stage.name:28} {stage.count:7} {stage.count / stage.wall:8.0f} "
            f"{1000 * stage.cpu / stage.count:16.2f}"
        )


def _aims(crawled: Crawled) -> list[Aim]:
    return [
        crawled.aim,
        Aim(
            name="CPU seconds per 1,000 pages, crawl and stream",
            aim=f"at most {MOST_CPU}",
            value=round(crawled.cpu_per_thousand, 2),
            ok=crawled.cpu_per_thousand <= MOST_CPU,
        ),
    ]


def _whole(crawled: Crawled) -> Stage:
    return Stage(
        "pages: fetch to answer", crawled.pages, crawled.seconds, sum(crawled.cpu.values())
    )


def _import(up: Platform, folder: Path, rows: int | None) -> Stage:
    """The archive goes to the log, then the stream that is up takes it."""
    archive.write(World(), folder, archive.BASES)
    cpu, began = up.cpu(), time.monotonic()
    count = sum(_filled(up, folder / name, board, rows) for board, name in ARCHIVES.items())
    until(lambda: not up.lag())
    wall = time.monotonic() - began
    return Stage("postings: file to index", count, wall, up.cpu()["stream"] - cpu["stream"])


def _filled(up: Platform, file: Path, board: str, rows: int | None) -> int:
    taken = Taken(source=board, as_of=schedule.archive_end(schedule.END))
    if rows is None:
        return fill(file, {}, taken, up.log.append, lambda: None).taken
    if file.suffix != ".jsonl":
        return 0
    return fill(_head(file, rows), {}, taken, up.log.append, lambda: None).taken


def _head(file: Path, rows: int) -> Path:
    """Take the first rows of a file of JSON lines."""
    short = file.with_name(f"head-{file.name}")
    with file.open("rb") as lines:
        short.write_bytes(b"".join(islice(lines, rows)))
    return short


def _steps(root: Path, messages: list[Message]) -> list[Stage]:
    """Time each step of the stream on its own, in this process."""
    meter = Meter()
    with embedded_steps(Home(root), meter) as steps:
        for start in range(0, len(messages), BATCH):
            steps(messages[start : start + BATCH])
    return [
        Stage(f"  step: {name}", len(messages), seconds, seconds)
        for name, seconds in meter.seconds.items()
    ]


if __name__ == "__main__":
    sys.exit(main())
