"""What users changed in the vocabulary: one edit a term, the last one stands."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from contracts.config import Edit
from engines.sql.database import Database
from engines.sql.tables import EDITS


class Edits:
    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, kind: str, term: str, target: str, at: datetime, by: str = "") -> Edit:
        told = {"target": target, "at": at, "by": by}
        fresh = self._database.dialect.insert(EDITS).values(kind=kind, term=term, **told)
        kept = fresh.on_conflict_do_update(index_elements=["kind", "term"], set_=told)
        with self._database.writing() as db:
            return _edit(db.execute(kept.returning(EDITS)).one())

    def all(self, kind: str | None = None) -> list[Edit]:
        """In the order in which their terms were first edited."""
        wanted = sa.select(EDITS).order_by(EDITS.c.id)
        if kind is not None:
            wanted = wanted.where(EDITS.c.kind == kind)
        with self._database.reading() as db:
            return [_edit(row) for row in db.execute(wanted)]

    def delete(self, edit: int) -> bool:
        """Take it back; False when there is none of that id."""
        with self._database.writing() as db:
            return db.execute(sa.delete(EDITS).where(EDITS.c.id == edit)).rowcount > 0


def _edit(row: sa.Row[Any]) -> Edit:
    return Edit(**row._mapping)  # noqa: SLF001 - the public name of a row's dictionary
