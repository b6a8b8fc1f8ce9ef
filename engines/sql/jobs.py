"""Jobs: work that some process takes by lease; the lease of one that died runs out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from contracts.config import Job, JobState
from engines.sql.database import Database
from engines.sql.tables import JOBS


class Jobs:
    """All by the database's clock, so that its users' clocks may differ."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enqueue(self, kind: str, payload: Mapping[str, str], run_at: datetime | None = None) -> int:
        """Queue it for now, or for later."""
        with self._database.writing() as db:
            fresh = sa.insert(JOBS).values(
                kind=kind,
                payload=msgspec.json.encode(dict(payload)).decode(),
                state=JobState.QUEUED,
                run_at=run_at or self._database.dialect.now(db),
            )
            job: int = db.execute(fresh.returning(JOBS.c.id)).scalar_one()
        return job

    def claim(self, kind: str, worker: str, seconds: float) -> Job | None:
        """Lease the one that has waited longest; also one whose lease has run out."""
        with self._database.writing() as db:
            now = self._database.dialect.now(db)
            queued = sa.and_(JOBS.c.state == JobState.QUEUED, JOBS.c.run_at <= now)
            expired = sa.and_(JOBS.c.state == JobState.LEASED, JOBS.c.deadline <= now)
            next_one = (
                sa.select(JOBS.c.id)
                .where(JOBS.c.kind == kind, sa.or_(queued, expired))
                .order_by(JOBS.c.run_at, JOBS.c.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            found = db.scalar(next_one)
            if found is None:
                return None
            leased = sa.update(JOBS).where(JOBS.c.id == found).returning(JOBS)
            taken = leased.values(
                state=JobState.LEASED,
                attempts=JOBS.c.attempts + 1,
                token=JOBS.c.token + 1,
                worker=worker,
                deadline=now + timedelta(seconds=seconds),
            )
            return _job(db.execute(taken).one())

    def extend(self, job: Job, seconds: float) -> bool:
        """Heartbeat; False when it is no longer held: another has it, or it has ended."""
        with self._database.writing() as db:
            deadline = self._database.dialect.now(db) + timedelta(seconds=seconds)
            return _changed(db, job, deadline=deadline)

    def finish(self, job: Job, said: str = "") -> bool:
        """False (and nothing done) when it is no longer held."""
        with self._database.writing() as db:
            return _changed(db, job, state=JobState.DONE, said=said, deadline=None)

    def fail(self, job: Job, said: str, *, again_in: float | None = None) -> bool:
        """Say why; queue it once more after so many seconds, or never (None)."""
        with self._database.writing() as db:
            if again_in is None:
                return _changed(db, job, state=JobState.FAILED, said=said, deadline=None)
            run_at = self._database.dialect.now(db) + timedelta(seconds=again_in)
            queued = {"state": JobState.QUEUED, "worker": "", "deadline": None}
            return _changed(db, job, said=said, run_at=run_at, **queued)

    def get(self, job: int) -> Job | None:
        with self._database.reading() as db:
            row = db.execute(sa.select(JOBS).where(JOBS.c.id == job)).one_or_none()
        return _job(row) if row else None

    def of(self, kind: str, limit: int = 20) -> list[Job]:
        """Newest first."""
        newest = sa.select(JOBS).where(JOBS.c.kind == kind).order_by(JOBS.c.id.desc())
        with self._database.reading() as db:
            return [_job(row) for row in db.execute(newest.limit(limit))]


def _changed(db: sa.Connection, job: Job, **values: Any) -> bool:  # noqa: ANN401 - any column's value
    """Change it if the lease is still the last one that was given."""
    held = (JOBS.c.id == job.id, JOBS.c.token == job.token, JOBS.c.state == JobState.LEASED)
    return db.execute(sa.update(JOBS).where(*held).values(**values)).rowcount > 0


def _job(row: sa.Row[Any]) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        payload=msgspec.json.decode(row.payload, type=dict[str, str]),
        state=JobState(row.state),
        run_at=row.run_at,
        attempts=row.attempts,
        token=row.token,
        worker=row.worker,
        deadline=row.deadline,
        said=row.said,
    )
