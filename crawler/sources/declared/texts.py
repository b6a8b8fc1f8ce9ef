"""Lines of JSON and of CSV, whole or in parts (pure)."""

import csv
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from contracts.declared import Csv
from crawler.reading.refusals import Changed

MOST_LINES: Final = 300_000
"""Of one part: rows of a dozen characters each."""
_NEWLINE: Final = b"\n"
_BOM: Final = b"\xef\xbb\xbf"


def json_of(body: bytes | str) -> Any:  # noqa: ANN401 - JSON
    try:
        return msgspec.json.decode(body)
    except (ValueError, RecursionError) as error:
        raise Changed(f"no JSON: {error}") from error


def json_lines(body: bytes, *, last: bool) -> tuple[list[dict[str, Any]], int]:
    """Return the objects and how many bytes they take; a line cut off waits for the next part."""
    end = len(body) if last else body.rfind(_NEWLINE) + 1
    rows = []
    for number, line in enumerate(body[:end].removeprefix(_BOM).split(_NEWLINE), start=1):
        if not line.strip():
            continue
        row = json_of(line)
        if not isinstance(row, dict):
            raise Changed(f"line {number} is no JSON object")
        rows.append(row)
    return rows, end


class CsvPart:
    """What a part of a file has: its rows by column, and how many bytes they take."""

    def __init__(self, columns: list[str], rows: list[dict[str, str]], taken: int) -> None:
        self.columns = columns
        self.rows = rows
        self.taken = taken


def csv_part(body: bytes, declared: Csv, columns: list[str], *, last: bool) -> CsvPart:
    """`columns` are known from the declaration or the part before; else the first line has them."""
    lines = body.split(_NEWLINE)
    if len(lines) > MOST_LINES:
        raise Changed(f"more than {MOST_LINES} lines at once")
    texts = [line.decode(declared.encoding, "replace").replace("\0", "") for line in lines]
    if body.startswith(_BOM):
        texts[0] = texts[0].removeprefix("\ufeff")
    records, ends = [], [0]
    for record, end in _records([f"{text}\n" for text in texts], declared.delimiter, last=last):
        records.append(record)
        ends.append(end)
    if not last and records:
        records.pop()  # it may be cut off
        ends.pop()
    taken = len(body) if last else sum(len(line) + 1 for line in lines[: ends[-1]])
    records = [record for record in records if any(value.strip() for value in record)]
    if not columns:
        if not records:
            raise Changed("no line of headings")
        columns = [name.strip() for name in records.pop(0)]
    return CsvPart(columns, _by_column(columns, records), taken)


def _records(lines: list[str], delimiter: str, *, last: bool) -> Iterator[tuple[list[str], int]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for record in reader:
            yield record, reader.line_num
    except csv.Error as error:
        if last or "unexpected end" not in str(error):
            raise Changed(f"line {reader.line_num} is no CSV: {error}") from error


def _by_column(columns: list[str], records: list[list[str]]) -> list[dict[str, str]]:
    if len(set(columns)) != len(columns):
        raise Changed("two columns have the same heading")
    for number, record in enumerate(records, start=1):
        if len(record) != len(columns):
            raise Changed(f"row {number} has {len(record)} values for {len(columns)} columns")
    return [dict(zip(columns, record, strict=True)) for record in records]
