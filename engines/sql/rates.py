"""Exchange rates as banks published them, one a currency, base and day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from contracts.config import Rate
from engines.sql.database import Database
from engines.sql.tables import RATES


class Rates:
    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, rates: Sequence[Rate]) -> None:
        """Keep them; what is published again for the same day stands in place of the former."""
        by_key = {(each.currency, each.base, each.date): each for each in rates}
        rows = [_row(by_key[key]) for key in sorted(by_key)]
        if not rows:
            return
        fresh = self._database.dialect.insert(RATES)
        last = {name: fresh.excluded[name] for name in ("value", "source")}
        with self._database.writing() as db:
            db.execute(
                fresh.on_conflict_do_update(index_elements=["currency", "base", "date"], set_=last),
                rows,
            )

    def rate(self, currency: str, base: str, on: date) -> Rate | None:
        """Return the newest of that day or before: banks rest on holidays."""
        found = (
            sa.select(RATES)
            .where(RATES.c.currency == currency, RATES.c.base == base, RATES.c.date <= on)
            .order_by(RATES.c.date.desc())
            .limit(1)
        )
        with self._database.reading() as db:
            row = db.execute(found).one_or_none()
        return _rate(row) if row else None


def _row(rate: Rate) -> dict[str, Any]:
    return {name: getattr(rate, name) for name in rate.__struct_fields__}


def _rate(row: sa.Row[Any]) -> Rate:
    return Rate(**row._mapping)  # noqa: SLF001 - the public name of a row's dictionary
