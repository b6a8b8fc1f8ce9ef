"""The boards' past as files to import: one CSV, one JSON Lines, the same columns."""

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from contracts.errors import Misconfigured
from demo.ads import ROBOTA, WORK_UA, Ad
from demo.boards import robota, work_ua, work_ua_pages
from demo.pay import written
from demo.schedule import archive_end
from demo.world import World

COLUMNS: Final = (
    *("external_id", "title", "company", "place", "description", "posted_at"),
    *("first_seen", "closed_at", "url", "salary", "language"),
)
BASES: Final = {WORK_UA: "http://127.0.0.1:8401", ROBOTA: "http://127.0.0.1:8402"}
_URLS: Final = {WORK_UA: work_ua.url, ROBOTA: robota.url}
_PLACES: Final = {WORK_UA: work_ua_pages.place, ROBOTA: robota.place}
Row = dict[str, str]


def rows(world: World, board: str, base: str) -> Iterator[Row]:
    """Every posting of the archive weeks, oldest first, as it was known when they ended."""
    until = archive_end(world.end)
    for ad in world.ads[board]:
        if ad.posted_at < until:
            closed = ad.closed_at.isoformat() if ad.closed_at < until else ""
            yield _row(world, ad, base, closed)


def _row(world: World, ad: Ad, base: str, closed: str) -> Row:
    text = world.text(ad)
    return {
        "external_id": ad.external_id,
        "title": text.title,
        "company": ad.job.company.name,
        "place": _PLACES[ad.board](ad),
        "description": text.description,
        "posted_at": ad.posted_at.isoformat(),
        "first_seen": ad.posted_at.isoformat(),
        "closed_at": closed,
        "url": _URLS[ad.board](ad, base),
        "salary": written(ad.offer) if ad.offer else "",
        "language": ad.job.language.value,
    }


def write(world: World, folder: Path, bases: dict[str, str]) -> dict[str, int]:
    """Write both files, each whole or not at all; return how many postings each holds."""
    counts = {}
    for board, name, encode in (
        (WORK_UA, "work_ua.csv", as_csv),
        (ROBOTA, "robota.jsonl", as_json_lines),
    ):
        found = list(rows(world, board, bases[board]))
        _replace(folder / name, encode, found)
        counts[name] = len(found)
    return counts


def as_csv(found: Iterable[Row]) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, COLUMNS)
    writer.writeheader()
    writer.writerows(found)
    return target.getvalue().encode()


def as_json_lines(found: Iterable[Row]) -> bytes:
    return msgspec.json.Encoder().encode_lines(found)


def _replace(path: Path, encode: Callable[[Iterable[Row]], bytes], found: list[Row]) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            file.write(encode(found))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        msg = f"archive {path}: {error.strerror or error}; free some space or name another folder"
        raise Misconfigured(msg) from error
    finally:
        with suppress(OSError):
            unfinished.unlink()
