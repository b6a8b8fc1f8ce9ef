"""Who leads: one of several schedulers does the work, the others stand by."""

from datetime import timedelta

import sqlalchemy as sa

from engines.sql.database import Database
from engines.sql.tables import LEADERS


class Leaders:
    """By the database's clock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lead(self, name: str, holder: str, seconds: float) -> bool:
        """Take the lead, or keep it, for so long; False while another has it."""
        with self._database.writing() as db:
            now = self._database.dialect.now(db)
            claim = self._database.dialect.insert(LEADERS).values(
                name=name, holder=holder, until=now + timedelta(seconds=seconds)
            )
            free = sa.or_(LEADERS.c.holder == holder, LEADERS.c.until <= now)
            values = {"holder": claim.excluded.holder, "until": claim.excluded.until}
            taken = claim.on_conflict_do_update(index_elements=["name"], set_=values, where=free)
            return db.execute(taken.returning(LEADERS.c.holder)).scalar_one_or_none() is not None

    def resign(self, name: str, holder: str) -> bool:
        """Let another lead at once; False when it was not the leader."""
        mine = (LEADERS.c.name == name, LEADERS.c.holder == holder)
        with self._database.writing() as db:
            return db.execute(sa.delete(LEADERS).where(*mine)).rowcount > 0
