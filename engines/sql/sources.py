"""Sources that users declared, and how each source has fared."""

from typing import Any

import sqlalchemy as sa

from contracts.config import Applied, Health, KeptSource
from engines.sql.database import Database
from engines.sql.tables import HEALTH, SOURCES
from engines.sql.versions import next_version, one_writer


class Sources:
    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, name: str, body: bytes) -> Applied:
        """Keep it in place of one of the same name; the same bytes keep their version."""
        with self._database.writing() as db:
            one_writer(db, SOURCES)
            before = db.scalar(sa.select(SOURCES.c.body).where(SOURCES.c.name == name))
            if before == body:
                return Applied.UNCHANGED
            kept = {"version": next_version(db, SOURCES), "body": body}
            if before is None:
                db.execute(sa.insert(SOURCES).values(name=name, **kept))
                return Applied.CREATED
            db.execute(sa.update(SOURCES).where(SOURCES.c.name == name).values(**kept))
            return Applied.CONFIGURED

    def get(self, name: str) -> KeptSource | None:
        with self._database.reading() as db:
            row = db.execute(sa.select(SOURCES).where(SOURCES.c.name == name)).one_or_none()
        return _source(row) if row else None

    def all(self) -> list[KeptSource]:
        """By name."""
        with self._database.reading() as db:
            return sorted(map(_source, db.execute(sa.select(SOURCES))), key=lambda kept: kept.name)

    def delete(self, name: str) -> bool:
        """False when there is none of that name."""
        with self._database.writing() as db:
            return db.execute(sa.delete(SOURCES).where(SOURCES.c.name == name)).rowcount > 0


class HealthBook:
    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, health: Health) -> None:
        """Keep how a source fares, as its pages were judged."""
        kept = self._database.dialect.insert(HEALTH).values(**_row(health))
        said = {name: kept.excluded[name] for name in _row(health) if name != "source"}
        with self._database.writing() as db:
            db.execute(kept.on_conflict_do_update(index_elements=["source"], set_=said))

    def get(self, source: str) -> Health | None:
        with self._database.reading() as db:
            row = db.execute(sa.select(HEALTH).where(HEALTH.c.source == source)).one_or_none()
        return _health(row) if row else None

    def all(self) -> list[Health]:
        """By source."""
        with self._database.reading() as db:
            return sorted(map(_health, db.execute(sa.select(HEALTH))), key=lambda each: each.source)


def _source(row: sa.Row[Any]) -> KeptSource:
    return KeptSource(name=row.name, body=row.body, version=row.version)


def _health(row: sa.Row[Any]) -> Health:
    return Health(**row._mapping)  # noqa: SLF001 - the public name of a row's dictionary


def _row(health: Health) -> dict[str, Any]:
    return {name: getattr(health, name) for name in health.__struct_fields__}
