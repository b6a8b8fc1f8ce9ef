"""What predictions are made of and where models are kept."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from contracts.index import Filters, Found, Query, Week
from contracts.records import Observation


class DemandHistory(Protocol):
    def series(self, spaces: Sequence[str], filters: Filters, until: datetime) -> list[Week]:
        """Return every complete week from the first record to `until`."""

    def search(self, query: Query) -> Found: ...


class ObservedHistory(Protocol):
    def observations(self, spaces: Sequence[str], subject: str, metric: str) -> list[Observation]:
        """In order of time."""

    def observed_subjects(self, spaces: Sequence[str]) -> list[tuple[str, str]]:
        """(subject, metric) of every imported series."""


class BlobStore(Protocol):
    def put(self, bodies: Sequence[bytes]) -> list[str]: ...

    def get(self, ref: str) -> bytes: ...


class ModelPointer(Protocol):
    """Which model is served, and every one that was ever trained."""

    def add_model(self, model_id: str, kind: str, blob: str, trained_at: datetime) -> None: ...

    def promote(self, kind: str, model_id: str, at: datetime) -> None: ...

    def champion(self, kind: str) -> tuple[str, str] | None:
        """(model id, blob)."""


class ForecastLedger(Protocol):
    """Every prospect that was given, scored when the truth arrives."""

    def record_forecast(
        self, subject: str, model_id: str, as_of: date, horizon: int, prospect: bytes
    ) -> None: ...

    def forecasts(self, subject: str) -> list[tuple[str, date, bytes]]: ...
