"""Versions of what users declare: greater after each change of anything in the same table."""

import sqlalchemy as sa

from engines.sql.tables import VERSIONS


def one_writer(db: sa.Connection, table: sa.Table) -> None:
    """Wait for whoever changes this table now, so that versions are seen in their order."""
    db.execute(sa.select(VERSIONS.c.last).where(VERSIONS.c.name == table.name).with_for_update())


def next_version(db: sa.Connection, table: sa.Table) -> int:
    step = sa.update(VERSIONS).where(VERSIONS.c.name == table.name)
    found: int = db.execute(
        step.values(last=VERSIONS.c.last + 1).returning(VERSIONS.c.last)
    ).scalar_one()
    return found
