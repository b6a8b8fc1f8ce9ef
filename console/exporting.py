"""Postings into a folder for other programs: one folder per day, `date=2026-11-25/part-0.parquet`.

Rows come in no order of days, so they are gathered by day and written out whenever there are
enough of them: memory is bounded, and a day may have several parts.
"""

import csv
import secrets
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

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
UNDATED: Final = "__HIVE_DEFAULT_PARTITION__"
"""What Hive, Spark and DuckDB read as "no date"."""

Row = dict[str, Any]
Write = Callable[[Path, Sequence[Row]], None]


def export(
    rows: Iterable[Row], folder: Path, kind: str, report: Callable[[int], None]
) -> tuple[int, bool]:
    """Write them aside and put them in place when all are there; (rows, whether it replaced)."""
    write = _writer(kind)
    with _in_place(folder) as (aside, replaces):
        count = 0
        for part, chunk in enumerate(_chunks(rows)):
            for day, some in _by_day(chunk).items():
                place = aside / f"date={day}"
                place.mkdir(exist_ok=True)
                write(place / f"part-{part}.{kind}", some)
            count += len(chunk)
            report(count)
    return count, replaces


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
        writer = csv.DictWriter(target, list(COLUMNS))
        writer.writeheader()
        for row in rows:
            writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: object) -> object:
    plain = msgspec.to_builtins(value)
    return "; ".join(plain) if isinstance(plain, (list, tuple)) else plain


def _jsonl(file: Path, rows: Sequence[Row]) -> None:
    file.write_bytes(msgspec.json.Encoder().encode_lines(rows))


@contextmanager
def _in_place(folder: Path) -> Iterator[tuple[Path, bool]]:
    """A folder aside, which takes the place of an earlier export at the end."""
    _refuse_foreign(folder)
    replaces = folder.is_dir() and any(folder.iterdir())
    mark = secrets.token_hex(4)
    aside, old = (folder.with_name(f".{folder.name}.{word}-{mark}") for word in ("part", "old"))
    try:
        aside.mkdir(parents=True)
        yield aside, replaces
        if folder.exists():
            folder.rename(old)
        aside.rename(folder)
    except OSError as error:
        msg = f"{folder}: {error.strerror}; name a folder in a writable place with enough space"
        raise Permanent(msg) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Permanent(f"{folder} is a file; name a folder")
    foreign = [
        each.name
        for each in (folder.iterdir() if folder.is_dir() else ())
        if not each.name.startswith("date=")
    ]
    if foreign:
        msg = f"{folder} holds {foreign[0]!r}, which is of no export; name an empty folder"
        raise Permanent(msg)
