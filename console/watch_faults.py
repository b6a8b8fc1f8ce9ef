"""What may be wrong with a Watch that its types cannot say (pure)."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from contracts.subjects import Schedule, Watch, WatchFilters, WatchSpec

CRON_FIELDS: Final = 5
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
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
        elif site.strip() and not _has_host(site):
            yield (
                f".spec.websites[{number}]",
                f"{site!r} names no site; one is https://www.work.ua/",
            )


def _has_host(site: str) -> bool:
    try:
        return bool(urlsplit(site).hostname)
    except ValueError:
        return False


def _filter_faults(filters: WatchFilters) -> Iterator[tuple[str, str]]:
    if filters.posted_within and not _SPAN.fullmatch(filters.posted_within):
        yield ".spec.filters.postedWithin", "expected a span such as 24h, 7d or 2w"
    if filters.salary_min is not None and filters.salary_min < 0:
        yield ".spec.filters.salaryMin", "must not be below 0"
    if filters.salary_currency and not _CURRENCY.fullmatch(filters.salary_currency):
        yield ".spec.filters.salaryCurrency", "expected an ISO 4217 code such as UAH, USD or EUR"
    from understanding import employment  # noqa: PLC0415 - --help has no use for word lists

    for number, kind in enumerate(filters.employment):
        if not employment.canonical(kind):
            known = ", ".join(employment.KINDS)
            yield f".spec.filters.employment[{number}]", f"{kind!r} is unknown; known: {known}"


def _schedule_faults(schedule: Schedule) -> Iterator[tuple[str, str]]:
    if bool(schedule.cron) == bool(schedule.every):
        yield ".spec.schedule", "needs either cron or every, not both"
    if schedule.every and not _SPAN.fullmatch(schedule.every):
        yield ".spec.schedule.every", "expected a span such as 6h or 1d"
    elif schedule.jitter and not _SPAN.fullmatch(schedule.jitter):
        yield ".spec.schedule.jitter", "expected a span such as 30s or 10m"
    elif schedule.every and schedule.jitter and not _is_shorter(schedule.jitter, schedule.every):
        yield ".spec.schedule.jitter", f"must be shorter than every {schedule.every}"
    try:
        ZoneInfo(schedule.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield ".spec.schedule.timeZone", f"{schedule.time_zone!r} is no time zone; try Europe/Kyiv"
    if schedule.cron:
        yield from _cron_faults(schedule.cron)


def _is_shorter(jitter: str, every: str) -> bool:
    from crawler.schedule.schedules import span  # noqa: PLC0415 - --help has no use for it

    return span(jitter) < span(every)


def _cron_faults(cron: str) -> Iterator[tuple[str, str]]:
    if len(cron.split()) != CRON_FIELDS:
        yield ".spec.schedule.cron", f"{cron!r}: expected five fields, such as 1 0 * * *"
        return
    try:
        CronSim(cron, datetime(2026, 1, 1))  # noqa: DTZ001 - only its grammar is tried
    except CronSimError as error:
        yield ".spec.schedule.cron", f"{cron!r}: {error}"
