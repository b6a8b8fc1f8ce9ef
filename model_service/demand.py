"""One profession's demand, as it is asked of the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from msgspec.structs import replace

from contracts.index import Filters, Found, Query, Week
from model_service.kit import WEEK
from model_service.ports import DemandHistory

SHOWN: Final = 10
"""Postings named behind a reason."""
FACETS: Final = 60


@dataclass(frozen=True)
class Demand:
    history: DemandHistory
    spaces: Sequence[str]
    profession: str
    weeks: Sequence[Week]
    """Up to the last complete week."""

    @property
    def end(self) -> date:
        """The Monday after the last complete week."""
        return self.weeks[-1].date + WEEK

    def all(self) -> Filters:
        """Those behind the series: none of the week that still runs."""
        filters = Filters(professions=(self.profession,), heads=True)
        return replace(filters, seen_before=moment(self.end)) if self.weeks else filters

    def between(self, first: date, until: date) -> Filters:
        return replace(self.all(), seen_from=moment(first), seen_before=moment(until))

    def open_now(self) -> Filters:
        return Filters(professions=(self.profession,), heads=True, open_at=moment(self.end))

    def newest(self, filters: Filters, limit: int = SHOWN) -> tuple[str, ...]:
        """Ids; without words to rank by, the index gives the latest first seen first."""
        return tuple(hit.record.id for hit in self._ask(filters, limit=limit).hits)

    def counted(self) -> Found:
        return self._ask(self.all(), facets=("source",))

    def skills(self, first: date, until: date) -> Found:
        return self._ask(self.between(first, until), facets=("skill",))

    def _ask(self, filters: Filters, *, limit: int = 0, facets: tuple[str, ...] = ()) -> Found:
        return self.history.search(
            Query(
                spaces=tuple(self.spaces),
                filters=filters,
                limit=limit,
                facets=facets,
                facet_size=FACETS,
            )
        )


def moment(day: date) -> datetime:
    """When a day begins."""
    return datetime.combine(day, time(), UTC)
