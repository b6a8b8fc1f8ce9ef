"""What the outages of an engine cost, as a table at the end: `make soak` is read there."""

from collections import defaultdict

import msgspec
import pytest
from msgspec import Struct

HEADINGS = ("scenario", "runs", "lost", "doubled", "fetched again", "recovery s p50", "p95")

PAGE = """\
# What faults cost

Written by `make soak N=20`: each fault strikes a real engine, or a process of ours, under load.
Everything that the log acknowledged must end once: in the index in its last text, or as a dead
letter. `lost` and `doubled` count what did not, and are to be 0. A recovery is the time in seconds
from a kill, or from the moment that the engine answers again, until the work moves on; the aim is
the session timeout and 5 s. The tests are `tests/faults/test_*_outages.py` and
`tests/faults/test_worker_kills.py`.

"""


class Outage(Struct, frozen=True):
    """One run of one scenario."""

    scenario: str
    lost: int
    """Postings that the board showed and the log has not."""
    doubled: int
    """Postings that are in the log more than once."""
    again: int
    """Pages that were fetched once more."""
    recoveries: list[float]
    """Seconds from each outage's end, or from a kill, until the work went on."""
    engines: str = ""
    """What was real in it, with versions."""
    aim_s: float = 0.0
    """How long a recovery should take at most; 0: no aim."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    scenes = defaultdict(list)
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, told in report.user_properties:
            if report.when == "call" and name == Outage.__name__:
                found = msgspec.convert(told, Outage)
                scenes[found.scenario].append(found)
    if scenes:
        terminalreporter.section("outages")
        for row in table(scenes):
            terminalreporter.line(row)
        if file := terminalreporter.config.getoption("--resiliency"):
            file.write_text(page(scenes), "utf-8")


def table(scenes: dict[str, list[Outage]]) -> list[str]:
    rows = [HEADINGS, *(_row(name, outages) for name, outages in scenes.items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def page(scenes: dict[str, list[Outage]]) -> str:
    """The same for people who do not run it, with what was real and what is aimed at."""
    headings = (*HEADINGS, "worst", "aim", "engines")
    rows = [(*_row(name, outages), *_more(outages)) for name, outages in scenes.items()]
    lines = [headings, tuple("---" for _ in headings), *rows]
    return PAGE + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _row(name: str, outages: list[Outage]) -> tuple[str, ...]:
    seconds = _seconds(outages)
    counts = (
        len(outages),
        sum(outage.lost for outage in outages),
        sum(outage.doubled for outage in outages),
        sum(outage.again for outage in outages),
    )
    return (name, *map(str, counts), *(f"{_rank(seconds, share):.1f}" for share in (50, 95)))


def _more(outages: list[Outage]) -> tuple[str, ...]:
    aim = outages[0].aim_s
    return (f"{_seconds(outages)[-1]:.1f}", f"{aim:.0f}" if aim else "", outages[0].engines)


def _seconds(outages: list[Outage]) -> list[float]:
    return sorted(each for outage in outages for each in outage.recoveries)


def _rank(ordered: list[float], percent: int) -> float:
    """Return the least that so many percent do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
