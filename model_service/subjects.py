"""Whose prospects are asked for: a profession by any of its names, or an imported series."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from msgspec import Struct

from contracts.errors import Permanent
from contracts.names import DEMAND
from contracts.prospects import SubjectRef
from understanding import professions
from understanding.analysis import fold

PROFESSION: Final = "profession"
SERIES: Final = "series"
OFFERED: Final = 3
ALIKE: Final = 0.6


class UnknownSubject(Permanent):
    """Nothing is known by that name."""


class Series(Struct, frozen=True):
    subject: str
    metric: str

    @property
    def ref(self) -> SubjectRef:
        return SubjectRef(kind=SERIES, id=f"{self.subject}/{self.metric}", title=self.subject)


def find(name: str, observed: Sequence[tuple[str, str]]) -> list[SubjectRef | Series]:
    """What a name stands for: a profession, an imported series, or both in this order."""
    found = [one for one in (_profession(name), _series(name, observed)) if one is not None]
    if not found:
        raise UnknownSubject(f"unknown subject {name!r}; {_mend(name, observed)}")
    return found


def _profession(name: str) -> SubjectRef | None:
    """Its title is in the language it was asked in, where that is known."""
    found = professions.resolve(name)
    if found is None:
        return None
    asked = _plain(name)
    spelt = [title for title in found.titles.values() if _plain(title) == asked]
    return SubjectRef(kind=PROFESSION, id=found.id, title=(*spelt, found.titles["en"])[0])


def _series(name: str, observed: Sequence[tuple[str, str]]) -> Series | None:
    """The exact subject, else one that is only spelt otherwise; demand before other metrics."""
    asked = _plain(name)
    matches = [one for one in observed if one[0] == name] or [
        one for one in observed if _plain(one[0]) == asked
    ]
    return Series(*min(matches, key=lambda one: (one[1] != DEMAND, one))) if matches else None


def _mend(name: str, observed: Sequence[tuple[str, str]]) -> str:
    spelt = {_plain(subject): subject for subject, _ in observed}
    series = [spelt[one] for one in get_close_matches(_plain(name), spelt, OFFERED, ALIKE)]
    titles = [profession.titles["en"] for profession in professions.suggest(name, OFFERED)]
    near = [*series, *titles][:OFFERED]
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    known = [profession.titles["en"] for profession in professions.professions()[:OFFERED]]
    return f"name a profession, such as {', '.join(map(repr, known))}, or an imported series"


def _plain(name: str) -> str:
    return " ".join(fold(name).split())
