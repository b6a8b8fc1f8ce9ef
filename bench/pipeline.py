"""The embedded platform end to end: `python -m bench.pipeline [--quick]`.

The demo's boards are crawled by the real crawler process into the real log, and the real stream
process brings what it found, and the boards' archive, into the index. Each is a process of its
own, so its CPU time is the operating system's own count. The steps of the stream are then timed
one by one on the same postings.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

from msgspec import Struct

from bench.report import Aim, report
from bench.stream_steps import embedded_steps
from console.boards import serving
from console.declarations import parse_declarations
from console.demonstration import ARCHIVES, Demonstration
from console.filling import fill
from console.importing import Taken
from contracts.log import Message
from contracts.names import POSTINGS_RAW
from crawler.schedule.seeding import seed
from crawler.settings import CrawlerSettings
from crawler.sources.registry import policies, sources
from demo import schedule
from engines.embedded.frontier import SqliteFrontier
from engines.embedded.home import Home
from engines.embedded.log import SqliteLog
from engines.settings import environment

BATCH: Final = 256
QUICK_ROWS: Final = 2_000
LEAST_PAGES: Final = 100
MOST_CPU: Final = 10


class Measured(Struct, frozen=True):
    """One stage: how many went through, and what it took."""

    stage: str
    count: int
    wall: float
    cpu: float

    @property
    def per_second(self) -> float:
        return self.count / self.wall

    @property
    def cpu_per_thousand(self) -> float:
        return 1000 * self.cpu / self.count


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
        stages = _measured(Path(folder) / "home", rows=QUICK_ROWS if quick else None)
    print(f"{'stage':28} {'count':>7} {'per s':>8} {'CPU s per 1,000':>16}")
    for stage in stages:
        print(
            f"{stage.stage:28} {stage.count:7} {stage.per_second:8.0f} "
            f"{stage.cpu_per_thousand:16.2f}"
        )
    return report("pipeline", _aims(stages))


def _aims(stages: list[Measured]) -> list[Aim]:
    crawl, stream = stages[0], stages[1]
    slower = min(crawl.per_second, stream.per_second)
    cpu = crawl.cpu_per_thousand + stream.cpu_per_thousand
    return [
        Aim(
            name="pages per second end to end",
            aim=f"at least {LEAST_PAGES}",
            value=round(slower, 1),
            ok=slower >= LEAST_PAGES,
        ),
        Aim(
            name="CPU seconds per 1,000 pages, crawl and stream",
            aim=f"at most {MOST_CPU}",
            value=round(cpu, 2),
            ok=cpu <= MOST_CPU,
        ),
    ]


def _measured(root: Path, rows: int | None) -> list[Measured]:
    home, demonstration = Home(root), Demonstration(root, lambda _: None, in_use=lambda: False)
    demonstration.prepare()
    demonstration.travel(schedule.sweep_times()[0])
    with demonstration.archive() as written:
        written()
    with serving(root, demonstration.stage.ports):
        _seed(home, demonstration)
        wall, cpu = _process(root, "crawler.main", "--until-idle")
    with closing(SqliteFrontier(home.frontier)) as frontier:
        crawl = Measured("crawl: fetch to log", frontier.ledger().done, wall, cpu)
    _import(home, root / "demo", rows)
    with closing(SqliteLog(home.log)) as log:
        messages = list(log.read(POSTINGS_RAW))
    wall, cpu = _process(root, "stream.main", "--until-drained")
    stream = Measured("stream: log to index", len(messages), wall, cpu)
    return [crawl, stream, *_steps(root / "again", messages)]


def _seed(home: Home, demonstration: Demonstration) -> None:
    settings = CrawlerSettings.model_validate({"sources": demonstration.sources})
    (watch,) = parse_declarations(demonstration.watch(), "the demo's watch").watches
    with closing(SqliteFrontier(home.frontier)) as frontier:
        known = sources(settings)
        seed(watch, known, policies(settings, known), frontier, schedule.sweep_times()[0])


def _process(root: Path, module: str, *arguments: str) -> tuple[float, float]:
    """Run one of our processes to its end; return its wall and CPU seconds."""
    began = time.monotonic()
    child = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
        [sys.executable, "-m", module, *arguments], env=environment({"PROSPEKT_HOME": str(root)})
    )
    _, status, used = os.wait4(child.pid, 0)
    if status != 0:
        msg = f"{module} ended with {os.waitstatus_to_exitcode(status)}"
        raise SystemExit(msg)
    return time.monotonic() - began, used.ru_utime + used.ru_stime


def _import(home: Home, folder: Path, rows: int | None) -> None:
    with closing(SqliteLog(home.log)) as log:
        for board, name in ARCHIVES.items():
            taken = Taken(source=board, as_of=schedule.archive_end(schedule.END))
            file = folder / name
            if rows is None:
                fill(file, {}, taken, log.append, lambda: None)
            elif file.suffix == ".jsonl":
                fill(_head(file, rows), {}, taken, log.append, lambda: None)


def _head(file: Path, rows: int) -> Path:
    """Take the first rows of a file of JSON lines."""
    short = file.with_name(f"head-{file.name}")
    with file.open("rb") as lines:
        short.write_bytes(b"".join(islice(lines, rows)))
    return short


def _steps(root: Path, messages: list[Message]) -> list[Measured]:
    """Time each step of the stream on its own, in this process."""
    meter = Meter()
    with embedded_steps(Home(root), meter) as steps:
        for start in range(0, len(messages), BATCH):
            steps(messages[start : start + BATCH])
    return [
        Measured(f"  step: {name}", len(messages), seconds, seconds)
        for name, seconds in meter.seconds.items()
    ]


if __name__ == "__main__":
    sys.exit(main())
