"""A database is brought to today's tables when it is opened, by one process at a time."""

from pathlib import Path
from typing import Final

import sqlalchemy as sa

from contracts.errors import Misconfigured
from engines.sql.database import Database

NEWEST: Final = "0002"
"""The step that makes `tables` what they are."""
_FORMER: Final = "0001"
"""What a file has that was made before there were steps."""
_MIGRATIONS: Final = Path(__file__).with_name("migrations")


def bring_up_to_date(database: Database) -> None:
    """Take the steps that it lacks, all or none; refuse what a newer Prospekt has made."""
    with database.reading() as connection:
        if _version(connection) == NEWEST:
            return
    with database.writing() as connection:
        database.dialect.lock_schema(connection)
        version = _version(connection)
        if version == NEWEST:
            return
        if version is None and sa.inspect(connection).has_table("watches"):
            version = _FORMER
        _migrate(database.name, connection, version)


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def _migrate(name: str, connection: sa.Connection, version: str | None) -> None:
    from alembic import command  # noqa: PLC0415 - it takes a while, and is seldom needed
    from alembic.config import Config  # noqa: PLC0415 - as above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        msg = (
            f"{name}: a newer Prospekt has changed it (step {version}; this one knows {NEWEST}); "
            "install that one here too, or restore a backup"
        )
        raise Misconfigured(msg)
    if version == _FORMER:
        command.stamp(config, _FORMER)
    command.upgrade(config, NEWEST)
