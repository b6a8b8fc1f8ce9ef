"""What the outages of an engine cost, as a table at the end; `make soak` keeps it run by run."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import pytest

from tests.failures import first_line
from tests.faults.outages import Outage, Run, page, table

SOAK: Final = "soak"


class Soak:
    """Each run is kept as it ends: a soak that was cut off goes on with those that are missing."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._kept: Path = config.getoption("--kept")
        self._page: Path = config.getoption("--resiliency")
        self._runs = [*self._read()]
        self._left = 0

    @property
    def outages(self) -> list[Outage]:
        return [run.outage for run in self._runs if run.outage]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        done = {run.test for run in self._runs}
        items[:] = [item for item in items if item.nodeid not in done]
        self._left = len(items)

    def pytest_collection_finish(self) -> None:
        self._say(f"{len(self._runs)} runs are in {self._kept}, {self._left} are left")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call":
            return
        cores = len(os.sched_getaffinity(0))
        self._runs.append(
            Run(report.nodeid, _told(report), first_line(report) if report.failed else "", cores)
        )
        with self._kept.open("ab") as kept:
            kept.write(msgspec.json.encode(self._runs[-1]) + b"\n")
        self._page.write_text(page(self._runs), "utf-8")
        self._left -= 1
        test = report.nodeid.rpartition("::")[2]
        self._say(f"{test} {report.outcome} in {report.duration:.0f} s, {self._left} are left")

    def _read(self) -> Iterator[Run]:
        if self._kept.exists():
            for line in self._kept.read_bytes().splitlines():
                yield msgspec.json.decode(line, type=Run)
        self._kept.parent.mkdir(parents=True, exist_ok=True)

    def _say(self, line: str) -> None:
        reporter = self._config.pluginmanager.getplugin("terminalreporter")
        reporter.ensure_newline()
        reporter.write_line(f"soak: {line}")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--kept"):
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that workers end with it
        config.pluginmanager.register(Soak(config), SOAK)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    soak = terminalreporter.config.pluginmanager.getplugin(SOAK)
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    told = [_told(report) for report in reports if report.when == "call"]
    outages = soak.outages if soak else [outage for outage in told if outage]
    if outages:
        terminalreporter.section("outages")
        for row in table(outages):
            terminalreporter.line(row)


def _told(report: pytest.TestReport) -> Outage | None:
    found = dict(report.user_properties).get(Outage.__name__)
    return msgspec.convert(found, Outage) if found else None
