"""A file's rows into the log, the way of a crawl."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from console.answers import Refusal
from console.importing import (
    COLUMNS,
    SERIES_COLUMNS,
    Row,
    Taken,
    is_series,
    mondays,
    observation_event,
    posting_event,
    required,
    rows,
)
from contracts.codec import encode
from contracts.erasures import Subject
from contracts.errors import Permanent
from contracts.events import Observed, PostingFound, SweepEnded
from contracts.frontier import Sweep, SweepEnd
from contracts.identity import digest, record_id
from contracts.log import Entry
from contracts.names import OBSERVATIONS, POSTINGS_RAW, SWEEPS

BATCH: Final = 500
REFUSALS_SHOWN: Final = 10
_ERASED: Final = (
    "was erased; `prospekt erase list` names what keeps it out, `erase lift` lets it in"
)

Append = Callable[[list[Entry]], None]


class Filled(Struct):
    """The counts of one file, as it is read."""

    read: int = 0
    taken: int = 0
    refused: int = 0
    refusals: list[Refusal] = []
    first: datetime | None = None
    """The earliest day a posting of the file was up."""

    def refuse(self, refusal: Refusal) -> None:
        self.refused += 1
        if len(self.refusals) < REFUSALS_SHOWN:
            self.refusals.append(refusal)

    def took(self, event: PostingFound | Observed) -> None:
        self.taken += 1
        seen = event.first_seen if isinstance(event, PostingFound) else None
        if seen and (self.first is None or seen < self.first):
            self.first = seen


def fill(
    file: Path, mapping: dict[str, str], taken: Taken, append: Append, report: Callable[[], None]
) -> Filled:
    """Append every good row in batches, each durable before the next is read."""
    _check_mapping(mapping)
    counts = Filled()
    batch: list[Entry] = []
    checked = False
    for row in rows(file, mapping):
        if not checked and isinstance(row, Row):
            _check_columns(file, set(row.fields), mapping)
            checked = True
        counts.read += 1
        event = row if isinstance(row, Refusal) else _event(row, taken)
        if isinstance(event, Refusal):
            counts.refuse(event)
            continue
        counts.took(event)
        batch.append(_entry(event))
        if len(batch) >= BATCH:
            append(batch)
            batch = []
            report()
    append([*batch, *_coverage(counts, taken)])
    return counts


def _check_mapping(mapping: dict[str, str]) -> None:
    known = (*COLUMNS, *SERIES_COLUMNS)
    for ours in mapping:
        if ours not in known:
            msg = f"--map {ours}=…: unknown column; known: {', '.join(known)}"
            raise Permanent(msg)


def _check_columns(file: Path, columns: set[str], mapping: dict[str, str]) -> None:
    for ours, theirs in mapping.items():
        if ours not in columns and file.suffix.lower() == ".csv":  # a JSON row may lack any
            msg = f"{file}: has no column {theirs!r} (found: {', '.join(sorted(columns))})"
            raise Permanent(msg)
    missing = required(columns)
    if missing and not is_series(columns):
        found = ", ".join(sorted(columns))
        msg = (
            f"{file}: lacks {' and '.join(missing)} (found: {found}); "
            f"name the column by --map {missing[0]}=YOUR_COLUMN"
        )
        raise Permanent(msg)


def _event(row: Row, taken: Taken) -> PostingFound | Observed | Refusal:
    if is_series(set(row.fields)):
        return observation_event(row, taken)
    event = posting_event(row, taken)
    if isinstance(event, PostingFound) and taken.erased.cover(_subject(event)):
        return Refusal(line=row.line, reason=_ERASED)
    return event


def _subject(event: PostingFound) -> Subject:
    posting = event.posting
    return Subject(_id(event), event.space, posting.company, posting.url)


def _id(event: PostingFound) -> str:
    return record_id(event.space, event.source, event.posting.external_id)


def _entry(event: PostingFound | Observed) -> Entry:
    if isinstance(event, PostingFound):
        return Entry(topic=POSTINGS_RAW, key=_id(event), value=encode(event))
    seen = event.observation
    key = digest(event.space, seen.subject, seen.metric)
    return Entry(topic=OBSERVATIONS, key=key, value=encode(event))


def _coverage(counts: Filled, taken: Taken) -> Iterable[Entry]:
    """Say that the archive covers its weeks: complete walks that close nothing."""
    if counts.first is None:
        return
    listing = f"import:{taken.source}"
    for monday in mondays(counts.first.date(), taken.as_of.date()):
        sweep = Sweep(
            id=digest(taken.space, listing, monday.isoformat()),
            space=taken.space,
            source=taken.source,
            listing=listing,
            started_at=monday,
            closes=False,
        )
        event = SweepEnded(end=SweepEnd(sweep=sweep, complete=True, pages=0))
        yield Entry(topic=SWEEPS, key=listing, value=encode(event))
