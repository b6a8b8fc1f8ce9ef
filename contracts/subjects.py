"""What a user asks to be watched: the Watch, the same file for `prospekt apply` and kubectl."""

from typing import Literal

from msgspec import Struct

from contracts.names import OWN


class WatchFilters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    places: tuple[str, ...] = ()
    remote: bool | None = None
    posted_within: str = ""
    """A span such as 24h, 7d, 2w."""
    employment: tuple[str, ...] = ()
    salary_min: float | None = None
    """A month's pay."""
    salary_currency: str = ""
    """ISO 4217; empty: each posting's own."""


class Schedule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """One of the two."""

    cron: str = ""
    every: str = ""
    """A span such as 6h, 1d."""
    time_zone: str = "UTC"
    jitter: str = ""
    """A span such as 10m: each run begins up to so much later, the same for the same run."""
    overlap: Literal["skip", "queue"] = "skip"
    """When the last run is still under way: miss this one, or begin it when that has ended."""


class WatchSpec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """At least one of subject, keywords and websites."""

    subject: str = ""
    keywords: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Empty: every source that can answer it."""
    languages: tuple[Literal["uk", "ru", "en"], ...] = ()
    filters: WatchFilters = WatchFilters()
    schedule: Schedule | None = None
    suspend: bool = False


class Metadata(Struct, frozen=True, kw_only=True, rename="camel"):
    name: str
    namespace: str = OWN
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}


class Watch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    api_version: Literal["prospekt.dev/v1alpha1"]
    kind: Literal["Watch"]
    metadata: Metadata
    spec: WatchSpec

    @property
    def name(self) -> str:
        return self.metadata.name
