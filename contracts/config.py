"""The config store's words: kept watches, their runs, and models."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from contracts.subjects import Watch


class Applied(StrEnum):
    """What `apply` did with a watch."""

    CREATED = "created"
    CONFIGURED = "configured"
    UNCHANGED = "unchanged"


class KeptWatch(Struct, frozen=True, kw_only=True):
    watch: Watch
    version: int
    """Greater after each change of any watch: what is above the last one seen is news."""

    @property
    def suspended(self) -> bool:
        return self.watch.spec.suspend


class Run(Struct, frozen=True, kw_only=True):
    """One run of a watch; under way while it has no end."""

    id: int
    watch: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: str = ""
    counts: dict[str, int] = {}


class Model(Struct, frozen=True, kw_only=True):
    id: str
    kind: str
    blob: str
    trained_at: datetime
    promoted_at: datetime | None = None
    """When it was last made the champion of its kind."""
