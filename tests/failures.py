"""Failures said as they come: the whole of each stands at the end of what may be half an hour."""

import pytest


class Failures:
    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            reporter = self._config.pluginmanager.getplugin("terminalreporter")
            line = f"{report.when} of {report.nodeid} failed: {first_line(report)}"
            reporter.write_line(f"\n{line}", red=True)


def first_line(report: pytest.TestReport) -> str:
    """Why it failed."""
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash else report.longrepr).partition("\n")[0]
