"""The sources' health: judged from what was gathered, kept, and told when one turns."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import Protocol

from contracts.config import Health, SourceCount
from contracts.frontier import Role
from crawler.events import turned_entry
from crawler.ports import LogWriter
from crawler.schedule.outcomes import GOOD, failing
from crawler.schedule.standing import Row, Seen, Standing, after, begun, turned


class HealthBook(Protocol):
    def get(self, source: str) -> Health | None: ...

    def put(self, health: Health) -> None: ...

    def all(self) -> list[Health]: ...


class Meter(Protocol):
    def stands(self, source: str, outcome: str) -> None: ...


class Healths:
    """A turn is on the log before it is kept: told twice if we die in between, never not at all."""

    def __init__(self, book: HealthBook, log: LogWriter) -> None:
        self._book = book
        self._log = log
        self._rows: dict[str, dict[Role, Row]] = {}
        self._urls: dict[str, str] = {}
        """The last page of each source that could not be read."""

    def note(self, source: str, pages: Sequence[Seen]) -> None:
        """Judge a source by its last pages."""
        health = self._book.get(source) or begun(source, pages[0].at)
        standing = Standing(health=health, rows=self._rows.get(source, {}))
        standing = reduce(after, pages, standing)
        for each in pages:
            if each.outcome not in GOOD:
                self._urls[source] = each.url
        self._keep(health, standing.health)
        self._rows[source] = standing.rows

    def note_run(self, sources: Mapping[str, SourceCount], at: datetime) -> None:
        """A run that read not one page of a source is word enough."""
        for source, outcome in failing(sources).items():
            health = self._book.get(source) or begun(source, at)
            self._keep(health, turned(health, outcome, at))

    def show(self, meter: Meter) -> None:
        """Set the gauges to what is kept, whichever process has judged it."""
        for health in self._book.all():
            meter.stands(health.source, health.outcome)

    def _keep(self, before: Health, now: Health) -> None:
        if now.outcome != before.outcome:
            self._log.append([turned_entry(now, self._urls.get(now.source, ""))])
        if now != before:
            self._book.put(now)
