"""The ads of the jobs: on one board, at times on the other too, at times posted once more."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from demo.chance import between, stream
from demo.jobs import Job
from demo.pay import Offer, in_hryvnia

WORK_UA: Final = "work_ua"
ROBOTA: Final = "robota"
BOARDS: Final = (WORK_UA, ROBOTA)

_COPIES: Final = 31
_NUMBERS: Final = 32
_ON_WORK_UA: Final = 0.55
_CROSS_POSTED: Final = 0.16
_REPOSTED: Final = 0.1
_HOT: Final = 0.07
_FIRST_ID: Final = {WORK_UA: 6_100_000, ROBOTA: 10_200_000}
_SHORTEST: Final = timedelta(days=8)
_SUNDAY: Final = 6


class Origin(StrEnum):
    ORIGINAL = "original"
    CROSS_POST = "cross_post"
    """The same job on the other board."""
    REPOST = "repost"
    """The same job again on the same board, under a new id."""


class Ad(Struct, frozen=True, eq=False):
    """One posting as a board keeps it."""

    board: str
    external_id: str
    serial: int
    """Its own number, from which its wording is drawn."""
    job: Job
    origin: Origin
    posted_at: datetime
    closed_at: datetime
    hot: bool
    offer: Offer | None

    def open_at(self, now: datetime) -> bool:
        return self.posted_at <= now < self.closed_at


def ads(seed: int, jobs: Iterable[Job], end: datetime) -> dict[str, tuple[Ad, ...]]:
    """Each board's ads in order of time, numbered as they came."""
    by_board: dict[str, list[Ad]] = {board: [] for board in BOARDS}
    for job in jobs:
        for ad in _ads_of(seed, job):
            if ad.posted_at < end:
                by_board[ad.board].append(ad)
    return {board: _numbered(seed, board, found) for board, found in by_board.items()}


def _ads_of(seed: int, job: Job) -> Iterator[Ad]:
    random = stream(seed, _COPIES, job.number)
    home = WORK_UA if random.random() < _ON_WORK_UA else ROBOTA
    hot = random.random() < _HOT
    yield _ad(home, job, Origin.ORIGINAL, job.posted_at, job.closed_at, hot=hot)
    if random.random() < _CROSS_POSTED:
        other = ROBOTA if home == WORK_UA else WORK_UA
        posted_at = _within_the_week(job.posted_at, timedelta(minutes=between(random, 30, 2900)))
        closed_at = job.closed_at + timedelta(minutes=between(random, -1440, 2880))
        closed_at = max(closed_at, posted_at + _SHORTEST)
        yield _ad(other, job, Origin.CROSS_POST, posted_at, closed_at, hot=False)
    if random.random() < _REPOSTED:
        posted_at = job.closed_at + timedelta(minutes=between(random, 300, 14_400))
        closed_at = posted_at + timedelta(minutes=between(random, 11_520, 57_600))
        yield _ad(home, job, Origin.REPOST, posted_at, closed_at, hot=False)


def _ad(
    board: str, job: Job, origin: Origin, posted_at: datetime, closed_at: datetime, *, hot: bool
) -> Ad:
    offer = job.offer
    if offer is not None and board == ROBOTA:
        offer = in_hryvnia(offer, job.week)
    return Ad(
        board=board,
        external_id="",
        serial=job.number * len(Origin) + tuple(Origin).index(origin),
        job=job,
        origin=origin,
        posted_at=posted_at,
        closed_at=closed_at,
        hot=hot,
        offer=offer,
    )


def _within_the_week(posted_at: datetime, delay: timedelta) -> datetime:
    """Later, but in the same week and before its Sunday evening: a job has one first week."""
    later = posted_at + delay
    if later.isocalendar()[:2] == posted_at.isocalendar()[:2] and later.weekday() != _SUNDAY:
        return later
    return posted_at + timedelta(minutes=30)


def _numbered(seed: int, board: str, found: list[Ad]) -> tuple[Ad, ...]:
    found.sort(key=lambda ad: (ad.posted_at, ad.serial))
    random = stream(seed, _NUMBERS, BOARDS.index(board))
    number = _FIRST_ID[board]
    numbered = []
    for ad in found:
        number += between(random, 1, 17)
        numbered.append(replace(ad, external_id=str(number)))
    return tuple(numbered)
