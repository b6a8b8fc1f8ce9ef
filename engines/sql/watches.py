"""Watches, as the JSON of their contract, each with the version of its last change."""

from typing import Any

import msgspec
import sqlalchemy as sa

from contracts.config import Applied, KeptWatch
from contracts.subjects import Watch
from engines.sql.database import Database
from engines.sql.tables import WATCHES
from engines.sql.versions import next_version, one_writer


class Watches:
    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, watch: Watch) -> Applied:
        """Keep it in place of one of the same name; what says the same keeps its version."""
        with self._database.writing() as db:
            one_writer(db, WATCHES)
            body = db.scalar(sa.select(WATCHES.c.body).where(WATCHES.c.name == watch.name))
            if body is not None and _watch(body) == watch:
                return Applied.UNCHANGED
            kept = {"version": next_version(db, WATCHES), "body": msgspec.json.encode(watch)}
            if body is None:
                db.execute(sa.insert(WATCHES).values(name=watch.name, **kept))
                return Applied.CREATED
            db.execute(sa.update(WATCHES).where(WATCHES.c.name == watch.name).values(**kept))
            return Applied.CONFIGURED

    def get(self, name: str) -> KeptWatch | None:
        with self._database.reading() as db:
            row = db.execute(sa.select(WATCHES).where(WATCHES.c.name == name)).one_or_none()
        return _kept(row) if row else None

    def all(self) -> list[KeptWatch]:
        """By name."""
        with self._database.reading() as db:
            return sorted(
                map(_kept, db.execute(sa.select(WATCHES))), key=lambda kept: kept.watch.name
            )

    def delete(self, name: str) -> bool:
        """False when there is none of that name."""
        with self._database.writing() as db:
            return db.execute(sa.delete(WATCHES).where(WATCHES.c.name == name)).rowcount > 0


def _kept(row: sa.Row[Any]) -> KeptWatch:
    return KeptWatch(watch=_watch(row.body), version=row.version)


def _watch(body: bytes) -> Watch:
    return msgspec.json.decode(body, type=Watch)
