"""The forecast ledger: every prospect that was given, so that it can be scored later."""

from datetime import date
from typing import Final

from engines.embedded.database import Database

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS forecasts (
    subject TEXT NOT NULL,
    as_of TEXT NOT NULL,
    model TEXT NOT NULL,
    horizon INTEGER NOT NULL,
    prospect BLOB NOT NULL,
    PRIMARY KEY (subject, as_of, model, horizon)
)
"""


class Forecasts:
    """Implements the port `ForecastLedger`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record_forecast(
        self, subject: str, model_id: str, as_of: date, horizon: int, prospect: bytes
    ) -> None:
        """Keep what was said; what the same model said first on a day is not amended."""
        with self._database.writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO forecasts (subject, as_of, model, horizon, prospect)"
                " VALUES (?, ?, ?, ?, ?)",
                (subject, as_of.isoformat(), model_id, horizon, prospect),
            )

    def forecasts(self, subject: str) -> list[tuple[str, date, bytes]]:
        """(model id, as of, prospect), in order of time."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT model, as_of, prospect FROM forecasts WHERE subject = ?"
                " ORDER BY as_of, model, horizon",
                (subject,),
            )
            return [
                (row["model"], date.fromisoformat(row["as_of"]), row["prospect"]) for row in rows
            ]
