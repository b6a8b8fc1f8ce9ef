"""Hold a build against the live index; what looks wrong is looked at again after a while.

Live delivery goes on meanwhile, so one of the two is ahead now and then.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final, Protocol

from contracts.errors import Permanent
from contracts.index import Surveyed
from stream.replay.comparing import alike, compared, faults
from stream.replay.embedding import Found, R, R_co

ROUNDS: Final = 5
_AT_ONCE: Final = 250


class Kept(Protocol[R_co]):
    def survey(self) -> Iterator[Surveyed]: ...

    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> Sequence[Found[R_co]]: ...


def check(kind: str, live: Kept[R], build: Kept[R], level: Callable[[], None]) -> dict[str, int]:
    """Raise where they do not agree; return what only the build has, by source.

    `level` brings both to one place on the log.
    """
    level()
    found = compared(live.survey(), build.survey())
    doubtful, untouched = found.doubtful, found.untouched
    for _ in range(ROUNDS):
        doubtful = _behind(doubtful, live, build)
        untouched = _different(untouched, live, build)
        if not doubtful and not untouched:
            return found.added
        level()
    said = [
        faults(kind, (each.id for each in doubtful), "are missing or older in the new index"),
        faults(kind, (each.id for each in untouched), "were not touched and yet differ"),
    ]
    raise Permanent("; ".join(each for each in said if each))


def _behind(doubtful: Sequence[Surveyed], live: Kept[R], build: Kept[R]) -> list[Surveyed]:
    """Those of them that the live index has, and the build not so new."""
    there, here = _texts(doubtful, live), _texts(doubtful, build)
    return [
        each
        for each in doubtful
        if each.id in there
        and (each.id not in here or here[each.id].version < there[each.id].version)
    ]


def _different(untouched: Sequence[Surveyed], live: Kept[R], build: Kept[R]) -> list[Surveyed]:
    there, here = _texts(untouched, live), _texts(untouched, build)
    return [
        each
        for each in untouched
        if each.id in there
        and each.id in here
        and here[each.id].version == there[each.id].version
        and not alike(here[each.id], there[each.id])
    ]


def _texts(wanted: Sequence[Surveyed], kept: Kept[R]) -> dict[str, R]:
    """By id."""
    ordered = sorted(wanted, key=lambda each: each.space)
    found = {}
    for space, each in groupby(ordered, key=lambda one: one.space):
        ids = [one.id for one in each]
        for start in range(0, len(ids), _AT_ONCE):
            for hit in kept.get([space], ids[start : start + _AT_ONCE]):
                found[hit.record.id] = hit.record
    return found
