"""The same jobs on other boards: each board draws from a stream of its own.

So a board more or less changes nothing on the others, nor in the archives.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from demo.ads import Ad, Origin
from demo.chance import between, stream
from demo.jobs import Job
from demo.pay import Offer, in_hryvnia

DOU: Final = "dou"
GRC: Final = "grc"
INDEED: Final = "indeed"
DJINNI: Final = "djinni"
CAREERS: Final = "careers"
ELSEWHERE: Final = (DOU, GRC, INDEED, DJINNI, CAREERS)

BIGGEST_EMPLOYER: Final = 41_000
"""The number of the company whose own site the careers are."""
_COPIES: Final = 51
_NUMBERS: Final = 52
_OWN_SERIALS: Final = 10**9
_HOT: Final = 0.07
_SHORTEST: Final = timedelta(days=8)


class _Habit(Struct, frozen=True):
    share: float
    """Of the jobs that it would take."""
    takes: Callable[[Job], bool]
    offer: Callable[[Offer, Job], Offer]
    first_id: int


def _technical(job: Job) -> bool:
    return job.profession.technical


def _every(_: Job) -> bool:
    return True


def _own(job: Job) -> bool:
    return job.company.number == BIGGEST_EMPLOYER


def _as_it_is(offer: Offer, _: Job) -> Offer:
    return offer


def _hryvnias(offer: Offer, job: Job) -> Offer:
    return in_hryvnia(offer, job.week)


_HABITS: Final = {
    DOU: _Habit(0.4, _technical, _as_it_is, 260_000),
    GRC: _Habit(0.2, _every, _hryvnias, 90_100_000),
    INDEED: _Habit(0.17, _every, _hryvnias, 1_000_000),
    DJINNI: _Habit(0.3, _technical, _as_it_is, 640_000),
    CAREERS: _Habit(0.9, _own, _as_it_is, 1_000),
}


def ads_elsewhere(seed: int, board: str, jobs: Iterable[Job], end: datetime) -> tuple[Ad, ...]:
    """One board's ads in order of time, numbered as they came."""
    habit, place = _HABITS[board], ELSEWHERE.index(board)
    found = []
    for job in jobs:
        if habit.takes(job):
            random = stream(seed, _COPIES, place, job.number)
            if random.random() < habit.share:
                found.append(_ad(random, board, habit, job))
    found = [ad for ad in found if ad.posted_at < end]
    found.sort(key=lambda ad: (ad.posted_at, ad.serial))
    return _numbered(stream(seed, _NUMBERS, place), board, found)


def _ad(random: Random, board: str, habit: _Habit, job: Job) -> Ad:
    posted_at = job.posted_at + timedelta(minutes=between(random, 10, 2_000))
    closed_at = job.closed_at + timedelta(minutes=between(random, -1_440, 2_880))
    return Ad(
        board=board,
        external_id="",
        serial=(ELSEWHERE.index(board) + 1) * _OWN_SERIALS + job.number,
        job=job,
        origin=Origin.ORIGINAL if board == CAREERS else Origin.CROSS_POST,
        posted_at=posted_at,
        closed_at=max(closed_at, posted_at + _SHORTEST),
        hot=random.random() < _HOT,
        offer=habit.offer(job.offer, job) if job.offer else None,
    )


def _numbered(random: Random, board: str, found: list[Ad]) -> tuple[Ad, ...]:
    number = _HABITS[board].first_id
    numbered = []
    for ad in found:
        number += between(random, 1, 17)
        # Indeed's keys are sixteen hexadecimal digits, in no order.
        key = f"{random.getrandbits(64):016x}" if board == INDEED else str(number)
        numbered.append(replace(ad, external_id=key))
    return tuple(numbered)
