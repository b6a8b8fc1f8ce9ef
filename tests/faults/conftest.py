"""What the outages of an engine cost, as a table at the end: `make soak` is read there."""

from collections import defaultdict

import msgspec
import pytest
from msgspec import Struct

HEADINGS = ("scenario", "runs", "lost", "told twice", "fetched again", "recovery s p50", "p95")


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
    """Seconds from each outage's end, or from a kill, until the next page was done."""


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


def table(scenes: dict[str, list[Outage]]) -> list[str]:
    rows = [HEADINGS, *(_row(name, outages) for name, outages in scenes.items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _row(name: str, outages: list[Outage]) -> tuple[str, ...]:
    seconds = sorted(each for outage in outages for each in outage.recoveries)
    counts = (
        len(outages),
        sum(outage.lost for outage in outages),
        sum(outage.doubled for outage in outages),
        sum(outage.again for outage in outages),
    )
    return (name, *map(str, counts), *(f"{_rank(seconds, share):.1f}" for share in (50, 95)))


def _rank(ordered: list[float], percent: int) -> float:
    """Return the least that so many percent do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
