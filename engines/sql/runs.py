"""Runs of watches: when each began, what it did on the way, and how it ended."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from contracts.config import Line, Run, SourceCount
from engines.sql.database import Database
from engines.sql.tables import RUN_LINES, RUN_PAGES, RUN_STAGES, RUNS

LINES: Final = 200
"""Of a run's log, the newest so many are kept."""
LENGTH: Final = 500
"""Characters of a line."""


class Runs:
    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, watch: str, at: datetime) -> int:
        """Begin one that no schedule asked for."""
        with self._database.writing() as db:
            began = sa.insert(RUNS).values(watch=watch, started_at=at).returning(RUNS.c.id)
            run: int = db.execute(began).scalar_one()
        return run

    def begin(self, watch: str, due_at: datetime, at: datetime) -> int | None:
        """Begin the one of a due moment; None when another scheduler has begun it."""
        fresh = self._database.dialect.insert(RUNS).values(
            watch=watch, due_at=due_at, started_at=at
        )
        with self._database.writing() as db:
            found: int | None = db.execute(
                fresh.on_conflict_do_nothing().returning(RUNS.c.id)
            ).scalar_one_or_none()
        return found

    def stage(self, run: int, stage: str, at: datetime) -> None:
        """Book when a stage began; its first beginning stands."""
        first = self._database.dialect.insert(RUN_STAGES).values(run=run, stage=stage, at=at)
        with self._database.writing() as db:
            db.execute(first.on_conflict_do_nothing())

    def count(self, run: int, sources: Mapping[str, SourceCount]) -> None:
        """Add what sources gave; several crawlers may count at once."""
        rows = [row for source, given in sources.items() for row in _pages(run, source, given)]
        if not rows:
            return
        added = self._database.dialect.insert(RUN_PAGES)
        more = {name: RUN_PAGES.c[name] + added.excluded[name] for name in ("pages", "retries")}
        with self._database.writing() as db:
            # In one order, so that no two of them wait for each other's rows.
            db.execute(
                added.on_conflict_do_update(index_elements=["run", "source", "outcome"], set_=more),
                sorted(rows, key=lambda row: (row["source"], row["outcome"])),
            )

    def say(self, run: int, lines: Sequence[Line]) -> None:
        """Put lines to its log, which keeps the newest."""
        if not lines:
            return
        rows = [{"run": run, "at": each.at, "text": each.text[:LENGTH]} for each in lines]
        mine = RUN_LINES.c.run == run
        oldest = sa.select(RUN_LINES.c.id).where(mine).order_by(RUN_LINES.c.id.desc())
        with self._database.writing() as db:
            db.execute(sa.insert(RUN_LINES), rows)
            kept = oldest.limit(1).offset(LINES - 1).scalar_subquery()
            db.execute(sa.delete(RUN_LINES).where(mine, RUN_LINES.c.id < kept))

    def finish(
        self, run: int, outcome: str, at: datetime, counts: Mapping[str, int] | None = None
    ) -> bool:
        """False when it had ended before: its first end stands."""
        told = msgspec.json.encode(dict(counts or {})).decode()
        ended = sa.update(RUNS).where(RUNS.c.id == run, RUNS.c.ended_at.is_(None))
        with self._database.writing() as db:
            return db.execute(ended.values(outcome=outcome, ended_at=at, counts=told)).rowcount > 0

    def of(self, watch: str, limit: int = 20) -> list[Run]:
        """Newest first."""
        newest = sa.select(RUNS).where(RUNS.c.watch == watch).order_by(RUNS.c.id.desc())
        with self._database.reading() as db:
            return _whole(db, db.execute(newest.limit(limit)).all())

    def last(self, watch: str) -> Run | None:
        """The newest, whether it has ended or not."""
        return next(iter(self.of(watch, 1)), None)

    def get(self, run: int) -> Run | None:
        with self._database.reading() as db:
            rows = db.execute(sa.select(RUNS).where(RUNS.c.id == run)).all()
            return next(iter(_whole(db, rows)), None)


def _pages(run: int, source: str, given: SourceCount) -> Iterable[dict[str, Any]]:
    """One row an outcome; "" holds the pages without one, and the retries."""
    base = {"run": run, "source": source}
    for outcome, pages in given.outcomes.items():
        yield {**base, "outcome": outcome, "pages": pages, "retries": 0}
    others = given.pages - sum(given.outcomes.values())
    yield {**base, "outcome": "", "pages": others, "retries": given.retries}


def _whole(db: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[Run]:
    ids = [row.id for row in rows]
    stages: dict[int, dict[str, datetime]] = defaultdict(dict)
    lines: dict[int, list[Line]] = defaultdict(list)
    counts: dict[int, dict[str, SourceCount]] = defaultdict(dict)
    for row in _parts(db, RUN_STAGES, ids, RUN_STAGES.c.at):
        stages[row.run][row.stage] = row.at
    for row in _parts(db, RUN_LINES, ids, RUN_LINES.c.id):
        lines[row.run].append(Line(at=row.at, text=row.text))
    for row in _parts(db, RUN_PAGES, ids, RUN_PAGES.c.source):
        before = counts[row.run].get(row.source, SourceCount())
        counts[row.run][row.source] = _with(before, row)
    return [
        Run(
            id=row.id,
            watch=row.watch,
            started_at=row.started_at,
            ended_at=row.ended_at,
            outcome=row.outcome,
            counts=msgspec.json.decode(row.counts, type=dict[str, int]),
            stages=stages[row.id],
            sources=counts[row.id],
            lines=tuple(lines[row.id]),
        )
        for row in rows
    ]


def _parts(
    db: sa.Connection, table: sa.Table, ids: Sequence[int], order: "sa.Column[Any]"
) -> Sequence[sa.Row[Any]]:
    return db.execute(sa.select(table).where(table.c.run.in_(ids)).order_by(order)).all()


def _with(before: SourceCount, row: sa.Row[Any]) -> SourceCount:
    told = {row.outcome: row.pages} if row.outcome else {}
    return SourceCount(
        pages=before.pages + row.pages,
        outcomes={**before.outcomes, **told},
        retries=before.retries + row.retries,
    )
