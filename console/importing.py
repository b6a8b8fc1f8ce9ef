"""Files of postings or observations: rows to events, each refusal with its line and reason."""

import csv
import json
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from msgspec import Struct

from console.answers import Refusal
from contracts.erasures import Tombstones
from contracts.errors import Permanent
from contracts.events import Observed, PostingFound
from contracts.names import PUBLIC
from contracts.records import Observation, Posting

COLUMNS: Final = (
    "external_id",
    "title",
    "company",
    "place",
    "description",
    "posted_at",
    "first_seen",
    "closed_at",
    "url",
    "salary",
    "language",
)
SERIES_COLUMNS: Final = ("subject", "metric", "date", "value")
_LOST: Final = "\N{REPLACEMENT CHARACTER}"
_LARGEST_FIELD: Final = 16 << 20
_SEPARATORS: Final = ",;\t"
"""The one that the first line has most of; a comma where it has none."""


class Row(Struct, frozen=True):
    line: int
    fields: dict[str, str]


class Taken(Struct, frozen=True, kw_only=True):
    """What every row of one file shares."""

    source: str
    as_of: datetime
    """When the file was true: a posting without closed_at was open then."""
    listing: str = ""
    space: str = PUBLIC
    erased: Tombstones = Tombstones(())
    """What is not even put on the log."""


def rows(file: Path, mapping: dict[str, str]) -> Iterator[Row | Refusal]:
    """Read CSV or JSON Lines, with the file's column names turned into ours."""
    readers = {".csv": _csv_rows, ".jsonl": _jsonl_rows, ".ndjson": _jsonl_rows}
    reader = readers.get(file.suffix.lower())
    if reader is None:
        msg = f"{file}: unknown kind of file; expected .csv or .jsonl"
        raise Permanent(msg)
    try:
        for row in reader(file):
            if isinstance(row, Refusal):
                yield row
            elif any(_LOST in value for value in row.fields.values()):
                yield Refusal(line=row.line, reason="not UTF-8 text; save the file as UTF-8")
            else:
                yield Row(row.line, _named(row.fields, mapping))
    except OSError as error:
        msg = f"{file}: {error.strerror}; name a readable file"
        raise Permanent(msg) from error


def _named(fields: dict[str, str], mapping: dict[str, str]) -> dict[str, str]:
    """Put the columns that are mapped in the place of any that have our names already."""
    mapped = {ours: fields[theirs] for ours, theirs in mapping.items() if theirs in fields}
    kept = {name: value for name, value in fields.items() if name not in mapping.values()}
    return {**kept, **mapped}


def _csv_rows(file: Path) -> Iterator[Row | Refusal]:
    csv.field_size_limit(_LARGEST_FIELD)
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        separator = max(_SEPARATORS, key=lines.readline().count)
        lines.seek(0)
        reader = csv.reader(lines, delimiter=separator)
        header = next(reader, None)
        if not header:
            msg = f"{file}: is empty; the first line must name the columns"
            raise Permanent(msg)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Refusal(line=line, reason=f"not CSV: {error}")
                continue
            if len(cells) > len(header):
                yield Refusal(line=line, reason=f"{len(cells)} cells for {len(header)} columns")
            elif any(cells):
                yield Row(line, dict(zip(header, cells, strict=False)))


def _jsonl_rows(file: Path) -> Iterator[Row | Refusal]:
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, text in enumerate(lines, start=1):
            if not text.strip():
                continue
            try:
                data = json.loads(text)
            except (ValueError, RecursionError) as error:
                yield Refusal(line=number, reason=f"not JSON: {error}")
                continue
            if isinstance(data, dict):
                yield Row(number, {key: _text(value) for key, value in data.items()})
            else:
                yield Refusal(line=number, reason="not a JSON object")


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def is_series(columns: set[str]) -> bool:
    return set(SERIES_COLUMNS) <= columns


def required(columns: set[str]) -> list[str]:
    """Name the columns that a file of postings lacks."""
    return [name for name in ("external_id", "title") if name not in columns]


def posting_event(row: Row, taken: Taken) -> PostingFound | Refusal:
    fields = {name: row.fields.get(name, "").strip() for name in COLUMNS}
    for name in ("external_id", "title"):
        if not fields[name]:
            return Refusal(line=row.line, reason=f"{name} is empty")
    try:
        posted, first, closed = (
            moment(fields[name], name) for name in ("posted_at", "first_seen", "closed_at")
        )
    except ValueError as error:
        return Refusal(line=row.line, reason=str(error))
    seen = first or posted
    if seen and closed and closed < seen:
        return Refusal(line=row.line, reason="closed_at is before first_seen")
    if seen and seen > taken.as_of:
        return Refusal(
            line=row.line, reason=f"first_seen is after {taken.as_of:%Y-%m-%d %H:%M} UTC"
        )
    return PostingFound(
        posting=Posting(
            external_id=fields["external_id"],
            title=fields["title"],
            company=fields["company"],
            places=(fields["place"],) if fields["place"] else (),
            description=fields["description"],
            posted_at=posted,
            url=fields["url"],
            salary_text=fields["salary"],
            language=fields["language"],
        ),
        source=taken.source,
        space=taken.space,
        fetched_at=taken.as_of,
        first_seen=seen,
        closed_at=closed,
        listing=taken.listing,
    )


def observation_event(row: Row, taken: Taken) -> Observed | Refusal:
    fields = {name: row.fields.get(name, "").strip() for name in SERIES_COLUMNS}
    try:
        at = moment(fields["date"], "date")
        value = float(fields["value"])
    except ValueError as error:
        return Refusal(line=row.line, reason=str(error))
    if not fields["subject"] or not fields["metric"] or at is None:
        return Refusal(line=row.line, reason="subject, metric and date must not be empty")
    if not math.isfinite(value):
        return Refusal(line=row.line, reason=f"value {fields['value']!r} is not a finite number")
    observation = Observation(
        subject=fields["subject"], metric=fields["metric"], at=at, value=value
    )
    return Observed(
        observation=observation, source=taken.source, space=taken.space, fetched_at=taken.as_of
    )


def moment(text: str, name: str) -> datetime | None:
    """Read an ISO date or time; without a zone it is UTC."""
    if not text:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        msg = f"{name} {text!r} is no ISO date (2026-11-02 or 2026-11-02T09:30:00Z)"
        raise ValueError(msg) from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def mondays(first: date, last: date) -> Iterator[datetime]:
    """Each Monday from the week of the first day to that of the last."""
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        yield datetime.combine(monday, time(), UTC)
        monday += timedelta(weeks=1)


def dated(file: Path, as_of: datetime | None, now: datetime) -> datetime:
    """When a file's rows were true: as told, else when it was last written, but never later."""
    if as_of is None:
        try:
            written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        except OSError as error:
            raise Permanent(f"{file}: {error.strerror}; name a readable file") from error
        return min(written, now)
    if as_of > now:
        msg = f"--as-of {as_of:%Y-%m-%d %H:%M} UTC is in the future; it is {now:%Y-%m-%d %H:%M}"
        raise Permanent(msg)
    return as_of
