"""Files of lines, read whole from the web and in parts from a folder: JSON Lines and CSV."""

import json
import re
from typing import Final

import msgspec
from msgspec import Struct

from contracts.asking import decode_part
from contracts.declared import Csv, Jsonl
from contracts.errors import Permanent
from contracts.frontier import Request
from contracts.records import Page
from crawler.reading.refusals import Changed
from crawler.sources.declared import templates
from crawler.sources.declared.asker import Asker, State, state_of
from crawler.sources.declared.rows import FlatRow, JsonRow, Reading, Row
from crawler.sources.declared.texts import csv_part, json_lines

COLUMNS: Final = ".columns"
"""The headings, noted for the parts of a file after the first."""
_RANGE: Final = re.compile(r"bytes (?:([0-9]{1,18})-([0-9]{1,18})|\*)/([0-9]{1,18})")


class Span(Struct, frozen=True):
    """Where a page's bytes stand in their file."""

    offset: int = 0
    last: bool = True
    """They go to the file's end."""


def span_of(page: Page) -> Span:
    """What the answer says of it; a page without a range is whole."""
    said = page.headers.get("content-range", "")
    if not said:
        return Span()
    found = _RANGE.fullmatch(said.strip())
    if found is None or (found[2] and int(found[2]) - int(found[1]) + 1 != len(page.body)):
        raise Changed(f"{len(page.body)} bytes with the range {said[:60]!r}")
    if not found[2]:
        return Span()
    offset = _asked_offset(page)
    if offset != int(found[1]):
        raise Changed(f"bytes from {offset} on were asked for, not {said[:60]!r}")
    return Span(offset=offset, last=int(found[2]) + 1 >= int(found[3]))


def whole_file(page: Page) -> None:
    """Raise Changed for the beginning of a file that cannot be read in parts."""
    if not span_of(page).last:
        raise Changed(f"a file of more than {len(page.body)} bytes, which is read whole")


def next_part(
    page: Page, span: Span, taken: int, asker: Asker, state: State
) -> tuple[Request, ...]:
    """The part that begins where this one was read to."""
    if span.last:
        return ()
    if taken == 0:
        raise Changed(f"one row is longer than a part of {len(page.body)} bytes")
    return (asker.part(page.request.url, state, span.offset + taken),)


def _asked_offset(page: Page) -> int:
    try:
        return decode_part(page.request.body).offset
    except Permanent:
        return 0


class Lines:
    """JSON Lines or CSV."""

    def __init__(self, declared: Jsonl | Csv, asker: Asker, needed: tuple[str, ...] = ()) -> None:
        """`needed`: columns that must be there even where there are no rows."""
        self._declared = declared
        self._asker = asker
        self._needed = needed

    def used(self) -> set[str]:
        return templates.names_in(self._declared.url)

    def first(self, state: State) -> Request:
        url = templates.address(self._declared.url, state)
        if url.startswith("file:"):
            return self._asker.part(url, state, 0)
        return self._asker.page(url, state, headers=self._declared.headers)

    def read(self, page: Page) -> Reading:
        span, state = span_of(page), state_of(page)
        if isinstance(self._declared, Jsonl):
            found, taken = json_lines(page.body, last=span.last)
            rows: list[Row] = [JsonRow(each) for each in found]
        else:
            rows, taken, state = self._csv(page, self._declared, span, state)
        return Reading(rows, next_part(page, span, taken, self._asker, state))

    def _csv(
        self, page: Page, declared: Csv, span: Span, state: State
    ) -> tuple[list[Row], int, State]:
        columns = _noted(state) if span.offset else list(declared.columns)
        part = csv_part(page.body, declared, columns, last=span.last)
        for name in self._needed:
            if name not in part.columns:
                raise Changed(f"no column `{name}` among {', '.join(part.columns)[:200]}")
        noted = {**state, COLUMNS: json.dumps(part.columns, ensure_ascii=False)}
        return [FlatRow(row) for row in part.rows], part.taken, noted


def _noted(state: State) -> list[str]:
    try:
        return msgspec.json.decode(state.get(COLUMNS, ""), type=list[str])
    except msgspec.MsgspecError as error:
        raise Changed("a part of a file without its headings") from error
