"""Every model that was trained, which of each kind is served, and what was forecast."""

from datetime import date, datetime

import sqlalchemy as sa

from contracts.config import Model
from contracts.errors import Permanent
from engines.sql.database import Database
from engines.sql.tables import FORECASTS, MODELS


class Models:
    """Implements the port `ModelPointer`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_model(self, model_id: str, kind: str, blob: str, trained_at: datetime) -> None:
        """Keep its record; a model that is known already stays as it is."""
        told = {"kind": kind, "id": model_id, "blob": blob, "trained_at": trained_at}
        with self._database.writing() as db:
            fresh = self._database.dialect.insert(MODELS).values(**told)
            db.execute(fresh.on_conflict_do_nothing())

    def promote(self, kind: str, model_id: str, at: datetime) -> None:
        """Make it the champion of its kind; an earlier one can be promoted again."""
        mine = MODELS.c.kind == kind
        with self._database.writing() as db:
            # All of the kind are locked: two promotions at once would count the same number.
            locked = sa.select(MODELS.c.promotion).where(mine).order_by(MODELS.c.id)
            last = max(db.scalars(locked.with_for_update()), default=0)
            moved = sa.update(MODELS).where(mine, MODELS.c.id == model_id)
            if not db.execute(moved.values(promoted_at=at, promotion=last + 1)).rowcount:
                msg = f"no {kind} model {model_id!r} is known; add it before it is promoted"
                raise Permanent(msg)

    def champion(self, kind: str) -> tuple[str, str] | None:
        promoted = sa.select(MODELS.c.id, MODELS.c.blob).where(
            MODELS.c.kind == kind, MODELS.c.promotion > 0
        )
        with self._database.reading() as db:
            row = db.execute(promoted.order_by(MODELS.c.promotion.desc()).limit(1)).one_or_none()
        return (row.id, row.blob) if row else None

    def all(self, kind: str) -> list[Model]:
        """The last trained first."""
        wanted = sa.select(MODELS).where(MODELS.c.kind == kind)
        newest = wanted.order_by(MODELS.c.trained_at.desc(), MODELS.c.id)
        with self._database.reading() as db:
            return [
                Model(
                    id=row.id,
                    kind=row.kind,
                    blob=row.blob,
                    trained_at=row.trained_at,
                    promoted_at=row.promoted_at,
                )
                for row in db.execute(newest)
            ]


class Forecasts:
    """Implements the port `ForecastLedger`: every prospect, so that it can be scored later."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record_forecast(
        self, subject: str, model_id: str, as_of: date, horizon: int, prospect: bytes
    ) -> None:
        """Keep what was said; what the same model said first on a day is not amended."""
        said = self._database.dialect.insert(FORECASTS).values(
            subject=subject, as_of=as_of, model=model_id, horizon=horizon, prospect=prospect
        )
        with self._database.writing() as db:
            db.execute(said.on_conflict_do_nothing())

    def forecasts(self, subject: str) -> list[tuple[str, date, bytes]]:
        """(model id, as of, prospect), in order of time."""
        wanted = sa.select(FORECASTS).where(FORECASTS.c.subject == subject)
        order = (FORECASTS.c.as_of, FORECASTS.c.model, FORECASTS.c.horizon)
        with self._database.reading() as db:
            rows = db.execute(wanted.order_by(*order))
            return [(row.model, row.as_of, row.prospect) for row in rows]
