"""The config store: what users asked for, what became of it, and who does what right now."""

from pathlib import Path

import sqlalchemy as sa

from engines.sql.database import Database
from engines.sql.edits import Edits
from engines.sql.jobs import Jobs
from engines.sql.leaders import Leaders
from engines.sql.models import Forecasts, Models
from engines.sql.rates import Rates
from engines.sql.runs import Runs
from engines.sql.schema import bring_up_to_date
from engines.sql.settings import ConfigSettings
from engines.sql.sources import HealthBook, Sources
from engines.sql.sqlite import sqlite
from engines.sql.watches import Watches


class SqlConfig:
    """One database; each part of it answers for itself."""

    def __init__(self, database: Database) -> None:
        self._database = database
        bring_up_to_date(database)
        self.watches = Watches(database)
        self.sources = Sources(database)
        self.health = HealthBook(database)
        self.runs = Runs(database)
        self.jobs = Jobs(database)
        self.leaders = Leaders(database)
        self.edits = Edits(database)
        self.rates = Rates(database)
        self.models = Models(database)
        self.forecasts = Forecasts(database)

    def ping(self) -> None:
        self._database.ping()

    def close(self) -> None:
        self._database.close()


def open_config(settings: ConfigSettings, file: Path) -> SqlConfig:
    """Open the one that the settings name, else the home's own file."""
    if not settings.host:
        return SqlConfig(sqlite(file))
    from engines.sql.postgres import postgres  # noqa: PLC0415 - a driver that a home has no use for

    address = sa.URL.create(
        "postgresql",
        username=settings.user,
        password=settings.password.get_secret_value() if settings.password else None,
        host=settings.host,
        port=settings.port,
        database=settings.name,
    )
    return SqlConfig(postgres(address))
