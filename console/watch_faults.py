"""What may be wrong with a Watch that its types cannot say (pure)."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from contracts.subjects import Schedule, Watch, WatchFilters, WatchSpec

_SPAN: Final = re.compile(r"[1-9]\d{0,4}[smhdw]")


def watch_faults(watch: Watch) -> Iterator[tuple[str, str]]:
    """(field, fault) of each."""
    spec = watch.spec
    if not (spec.subject or spec.keywords or spec.websites):
        yield ".spec", "needs a subject, keywords or websites"
    yield from _list_faults(spec)
    yield from _filter_faults(spec.filters)
    if spec.schedule:
        yield from _schedule_faults(spec.schedule)


def _list_faults(spec: WatchSpec) -> Iterator[tuple[str, str]]:
    for field in ("keywords", "websites", "sources"):
        for number, value in enumerate(getattr(spec, field)):
            if not value.strip():
                yield f".spec.{field}[{number}]", "is empty"
    for number, site in enumerate(spec.websites):
        if site.strip() and not site.startswith(("http://", "https://")):
            yield f".spec.websites[{number}]", f"{site!r} must begin with http:// or https://"


def _filter_faults(filters: WatchFilters) -> Iterator[tuple[str, str]]:
    if filters.posted_within and not _SPAN.fullmatch(filters.posted_within):
        yield ".spec.filters.postedWithin", "expected a span such as 24h, 7d or 2w"
    if filters.salary_min is not None and filters.salary_min < 0:
        yield ".spec.filters.salaryMin", "must not be below 0"


def _schedule_faults(schedule: Schedule) -> Iterator[tuple[str, str]]:
    if bool(schedule.cron) == bool(schedule.every):
        yield ".spec.schedule", "needs either cron or every, not both"
    if schedule.every and not _SPAN.fullmatch(schedule.every):
        yield ".spec.schedule.every", "expected a span such as 6h or 1d"
    if schedule.jitter and not _SPAN.fullmatch(schedule.jitter):
        yield ".spec.schedule.jitter", "expected a span such as 30s or 10m"
    try:
        ZoneInfo(schedule.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield ".spec.schedule.timeZone", f"{schedule.time_zone!r} is no time zone (Europe/Kyiv)"
    if schedule.cron:
        try:
            CronSim(schedule.cron, datetime(2026, 1, 1))  # noqa: DTZ001 - only its grammar is tried
        except CronSimError as error:
            yield ".spec.schedule.cron", f"{schedule.cron!r}: {error}; expected five fields"
