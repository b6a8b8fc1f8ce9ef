"""Postings for other programs, in the same columns everywhere: lines, one file, or a folder by day.

In a folder, `date=2026-11-25/part-0.parquet`, rows come in no order of days, so they are gathered
by day and written out whenever there are enough of them: memory is bounded, and a day may have
several parts.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from console.placing import UNDATED, file_in_place, folder_in_place
from contracts.errors import Permanent

COLUMNS: Final[dict[str, type]] = {
    "id": str,
    "external_id": str,
    "source": str,
    "url": str,
    "title": str,
    "company": str,
    "places": tuple,
    "remote": bool,
    "salary_min": float,
    "salary_max": float,
    "salary_currency": str,
    "salary_period": str,
    "salary_gross": bool,
    "employment": str,
    "language": str,
    "skills": tuple,
    "professions": tuple,
    "posted_at": datetime,
    "first_seen": datetime,
    "last_seen": datetime,
    "closed_at": datetime,
    "cluster": str,
    "description": str,
}
FORMATS: Final = ("parquet", "csv", "jsonl")
GATHERED: Final = 20_000
"""Rows in memory at most."""
REPORTED: Final = 1_000
"""Rows of one file between two reports."""

Row = dict[str, Any]
Report = Callable[[int], None]
Write = Callable[[Path, Sequence[Row]], None]


def export_folder(rows: Iterable[Row], folder: Path, kind: str, report: Report) -> tuple[int, bool]:
    """Write them aside and put them in place when all are there; (rows, whether it replaced)."""
    write = _writer(kind)
    with folder_in_place(folder) as (aside, replaces):
        count = 0
        for part, chunk in enumerate(_chunks(rows)):
            for day, some in _by_day(chunk).items():
                place = aside / f"date={day}"
                place.mkdir(exist_ok=True)
                write(place / f"part-{part}.{kind}", some)
            count += len(chunk)
            report(count)
        if replaces and not count:
            raise _nothing(folder)
    return count, replaces


def export_file(rows: Iterable[Row], file: Path, report: Report) -> int:
    writers = {".jsonl": export_lines, ".csv": _export_csv}
    writer = writers.get(file.suffix.lower())
    if writer is None:
        msg = f"{file}: unknown kind of file; expected .jsonl or .csv"
        raise Permanent(msg)
    with file_in_place(file) as target:
        count = writer(rows, target, report)
        if not count and _holds_rows(file):
            raise _nothing(file)
    return count


def export_lines(rows: Iterable[Row], target: IO[bytes], report: Report) -> int:
    encoder, count = msgspec.json.Encoder(), 0
    for count, row in enumerate(rows, 1):
        target.write(encoder.encode(flat(row)) + b"\n")
        if count % REPORTED == 0:
            report(count)
    return count


def _holds_rows(file: Path) -> bool:
    if not file.exists():
        return False
    with file.open("rb") as lines:
        return len(list(islice(lines, 2))) > (file.suffix.lower() == ".csv")


def _nothing(place: Path) -> Permanent:
    """An empty export in place of a full one is more often a slip than meant."""
    return Permanent(f"no posting to export: {place} stays as it was; delete it if it shall be so")


def _export_csv(rows: Iterable[Row], target: IO[bytes], report: Report) -> int:
    text, count = io.TextIOWrapper(target, "utf-8", newline="", write_through=True), 0
    try:
        writer = _csv_writer(text)
        for count, row in enumerate(rows, 1):
            writer.writerow(_cells(flat(row)))
            if count % REPORTED == 0:
                report(count)
    finally:
        text.detach()  # whoever opened the file closes it
    return count


def flat(row: Row) -> Row:
    """One row of the public JSON, with no column inside another."""
    salary = msgspec.to_builtins(row["salary"]) or {}
    pay = {f"salary_{name}": salary.get(name) for name in _PAY}
    return {name: pay[name] if name in pay else row[name] for name in COLUMNS}


_PAY: Final = ("min", "max", "currency", "period", "gross")


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(flat(row))
        if len(chunk) >= GATHERED:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _by_day(rows: Iterable[Row]) -> dict[str, list[Row]]:
    days: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        seen = row["first_seen"]
        days[f"{seen:%Y-%m-%d}" if seen else UNDATED].append(row)
    return days


def _writer(kind: str) -> Write:
    if kind == "parquet":
        from engines import parquet  # noqa: PLC0415 - Arrow is large; only this needs it

        return lambda file, rows: parquet.write(file, COLUMNS, rows)
    if kind not in FORMATS:
        raise Permanent(f"--format {kind}: unknown; expected {', '.join(FORMATS)}")
    return _csv if kind == "csv" else _jsonl


def _csv(file: Path, rows: Sequence[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as target:
        _csv_writer(target).writerows(map(_cells, rows))


def _csv_writer(target: IO[str]) -> "csv.DictWriter[str]":
    """There is a header for no rows too."""
    writer = csv.DictWriter(target, list(COLUMNS))
    writer.writeheader()
    return writer


def _cells(row: Row) -> Row:
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: object) -> object:
    plain = msgspec.to_builtins(value)
    return "; ".join(plain) if isinstance(plain, (list, tuple)) else plain


def _jsonl(file: Path, rows: Sequence[Row]) -> None:
    file.write_bytes(msgspec.json.Encoder().encode_lines(rows))
