"""The config store on SQLite: watches, their runs, models and forecasts."""

from pathlib import Path

from engines.embedded.database import Database
from engines.embedded.tables import forecasts, models, runs, watches

_SCHEMA = ";".join(table.SCHEMA for table in (watches, runs, models, forecasts))


class SqliteConfig:
    """One file; each part of it answers for itself."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _SCHEMA)
        self.watches = watches.Watches(self._database)
        self.runs = runs.Runs(self._database)
        self.models = models.Models(self._database)
        self.forecasts = forecasts.Forecasts(self._database)

    def ping(self) -> None:
        self._database.ping()

    def close(self) -> None:
        self._database.close()
