"""Whether a build may take the place of the live index (pure).

Nothing of the live one may be missing in it or be an older text there. What the replay did not
touch is the same text in both: a sample of it is read and compared. The cluster is not looked at:
which of two new near-duplicates leads follows from who came first.
"""

import heapq
import zlib
from collections import Counter
from collections.abc import Iterable
from typing import Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from contracts.documents import IndexedDocument
from contracts.index import Indexed, Surveyed

SAMPLE: Final = 1_000
R = TypeVar("R", Indexed, IndexedDocument)


class Compared(Struct, frozen=True, kw_only=True):
    doubtful: list[Surveyed]
    """Of the live one: not in the build, or with an older text there."""
    untouched: list[Surveyed]
    """A sample of those that are of one version in both."""
    added: dict[str, int]
    """Only in the build, by source."""
    touched: int
    """With a later version in the build."""


def compared(live: Iterable[Surveyed], build: Iterable[Surveyed]) -> Compared:
    """Walk both side by side; each is in the order of ids."""
    doubtful: list[Surveyed] = []
    sample: list[tuple[int, str, Surveyed]] = []
    added: Counter[str] = Counter()
    touched = 0
    others = iter(build)
    other = next(others, None)
    for one in live:
        while other and other.id < one.id:
            added[other.source] += 1
            other = next(others, None)
        if not other or other.id != one.id:
            doubtful.append(one)
            continue
        if other.version < one.version:
            doubtful.append(one)
        elif other.version == one.version:
            _sample(sample, one)
        touched += other.version > one.version
        other = next(others, None)
    added.update(each.source for each in (other, *others) if each)
    return Compared(
        doubtful=doubtful,
        untouched=[one for _, _, one in sorted(sample, key=lambda each: each[1])],
        added=dict(added),
        touched=touched,
    )


def _sample(sample: list[tuple[int, str, Surveyed]], one: Surveyed) -> None:
    """Those whose ids have the smallest checksums: the same ones in every run."""
    drawn = (-zlib.crc32(one.id.encode()), one.id, one)
    if len(sample) < SAMPLE:
        heapq.heappush(sample, drawn)
    else:
        heapq.heappushpop(sample, drawn)


def alike(one: R, other: R) -> bool:
    """Whether two texts of one version say the same."""
    return _plain(one) == _plain(other)


def _plain(record: R) -> R:
    if isinstance(record, IndexedDocument):
        # What is watched may have changed between two readings of one document.
        return replace(record, cluster="", mentions=())
    return replace(record, cluster="")


def faults(kind: str, names: Iterable[str], fault: str) -> str:
    """Say it in one line; "" where there is none."""
    ids = list(names)
    more = f" and {len(ids) - 3} more" if len(ids) > 3 else ""  # noqa: PLR2004 - the first three
    return f"{len(ids)} {kind} {fault}: {', '.join(ids[:3])}{more}" if ids else ""
