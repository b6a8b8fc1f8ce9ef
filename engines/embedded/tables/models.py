"""Every model that was trained, and which of each kind is served."""

from datetime import datetime
from typing import Final

from contracts.config import Model
from contracts.errors import Permanent
from engines.embedded.database import Database
from engines.embedded.moments import restored, stored

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS models (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    blob TEXT NOT NULL,
    trained_at INTEGER NOT NULL,
    promoted_at INTEGER,
    promotion INTEGER NOT NULL DEFAULT 0, -- the greatest of a kind is its champion's
    PRIMARY KEY (kind, id)
) WITHOUT ROWID
"""


class Models:
    """Implements the port `ModelPointer`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_model(self, model_id: str, kind: str, blob: str, trained_at: datetime) -> None:
        """Keep its record; a model that is known already stays as it is."""
        with self._database.writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO models (id, kind, blob, trained_at) VALUES (?, ?, ?, ?)",
                (model_id, kind, blob, stored(trained_at)),
            )

    def promote(self, kind: str, model_id: str, at: datetime) -> None:
        """Make it the champion of its kind; an earlier one can be promoted again."""
        with self._database.writing() as db:
            moved = db.execute(
                "UPDATE models SET promoted_at = ?, promotion ="
                " (SELECT max(promotion) + 1 FROM models WHERE kind = ?) WHERE kind = ? AND id = ?",
                (stored(at), kind, kind, model_id),
            )
            if not moved.rowcount:
                msg = f"no {kind} model {model_id!r} is known; add it before it is promoted"
                raise Permanent(msg)

    def champion(self, kind: str) -> tuple[str, str] | None:
        with self._database.reading() as db:
            row = db.execute(
                "SELECT id, blob FROM models WHERE kind = ? AND promotion > 0"
                " ORDER BY promotion DESC LIMIT 1",
                (kind,),
            ).fetchone()
        return (row["id"], row["blob"]) if row else None

    def all(self, kind: str) -> list[Model]:
        """The last trained first."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT * FROM models WHERE kind = ? ORDER BY trained_at DESC, id", (kind,)
            )
            return [
                Model(
                    id=row["id"],
                    kind=row["kind"],
                    blob=row["blob"],
                    trained_at=restored(row["trained_at"]),
                    promoted_at=None
                    if row["promoted_at"] is None
                    else restored(row["promoted_at"]),
                )
                for row in rows
            ]
