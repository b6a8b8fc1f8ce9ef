"""How far a replay has come: events on a topic of their own, the last word of a name counts."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from itertools import chain, count
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from contracts.codec import decode_as, encode
from contracts.errors import Permanent
from contracts.events import ReplayMoved
from contracts.log import Entry, Partition
from contracts.names import (
    DOCUMENTS_RAW,
    ERASURES,
    OBSERVATIONS,
    POSTINGS_RAW,
    REPLAYS,
    SIGHTINGS,
    SWEEPS,
)
from stream.outcome import REFUSED, End
from stream.ports import LogHistory, LogWriter

READ: Final = (ERASURES, POSTINGS_RAW, DOCUMENTS_RAW, SIGHTINGS, SWEEPS, OBSERVATIONS)
"""What a build is filled from."""
PARSED: Final = (POSTINGS_RAW, DOCUMENTS_RAW, OBSERVATIONS)
"""What archived pages are parsed into, on topics of the replay's own."""

COPYING: Final = "copying"
PARSING: Final = "parsing"
FILLING: Final = "filling"
COMPARING: Final = "comparing"
SWAPPING: Final = "swapping"
TELLING: Final = "telling"
DONE: Final = "done"
DROPPED: Final = "dropped"
BEFORE_THE_SWAP: Final = frozenset({COPYING, PARSING, FILLING, COMPARING})
ENDED: Final = frozenset({DONE, DROPPED})

PAGES: Final = "pages"
"""An outcome that only a replay has: pages parsed anew."""
EMBEDDED: Final = "embedded"
"""Another: records whose vector changed."""
ADDED: Final = "added"
"""Another: records that only the new index has."""


class Tally(Struct):
    outcomes: Counter[str]
    reasons: Counter[str]

    def add(self, end: End) -> None:
        self.outcomes[end.outcome] += 1
        if end.outcome == REFUSED:
            self.reasons[f"{end.stage}: {end.reason}"] += 1


class Book:
    def __init__(
        self, history: LogHistory, writer: LogWriter, *, now: Callable[[], datetime]
    ) -> None:
        self._history = history
        self._writer = writer
        self._now = now

    def unfinished(self) -> ReplayMoved | None:
        open_ = [each for each in self._known().values() if each.stage not in ENDED]
        return max(open_, key=lambda each: each.begun_at, default=None)

    def begin(self, since: datetime, *, reparse: bool, step: str) -> ReplayMoved:
        now = self._now()
        return self.note(
            ReplayMoved(
                name=self._new_name(now),
                since=since,
                reparse=reparse,
                step=step,
                stage=COPYING,
                at=now,
                begun_at=now,
            )
        )

    def _new_name(self, now: datetime) -> str:
        """Name it by the moment; where the clock stands still, another one may have that name."""
        known, name = self._known(), f"r{now:%Y%m%d%H%M%S%f}"[:18]
        others = (f"{name}-{number}" for number in count(2))
        return next(each for each in chain([name], others) if each not in known)

    def _known(self) -> dict[str, ReplayMoved]:
        """The last word of each by its name."""
        last: dict[str, ReplayMoved] = {}
        for message in self._history.read(REPLAYS):
            with suppress(Permanent):
                last[message.key] = decode_as(message.value, ReplayMoved)
        return last

    def note(self, moved: ReplayMoved, tally: Tally | None = None) -> ReplayMoved:
        moved = replace(moved, at=self._now())
        if tally:
            moved = replace(moved, outcomes=dict(tally.outcomes), reasons=dict(tally.reasons))
        self._writer.append([Entry(topic=REPLAYS, key=moved.name, value=encode(moved))])
        return moved


def tally(moved: ReplayMoved) -> Tally:
    return Tally(Counter(moved.outcomes), Counter(moved.reasons))


def group(moved: ReplayMoved, part: str = "") -> str:
    """Name the consumer group that keeps its place on the log; `part` reads other topics."""
    return f"replay-{moved.name}{part and '.'}{part}"


def groups(moved: ReplayMoved) -> list[str]:
    return [group(moved), group(moved, "pages"), group(moved, "own")]


def own(moved: ReplayMoved) -> list[str]:
    """Name the topics of its own."""
    return [own_topic(moved, topic) for topic in PARSED]


def own_topic(moved: ReplayMoved, topic: str) -> str:
    return f"{topic}.{moved.name}"


def within(places: dict[Partition, int], topics: Iterable[str]) -> dict[Partition, int]:
    wanted = frozenset(topics)
    return {each: offset for each, offset in places.items() if each.topic in wanted}


def called(moved: ReplayMoved) -> str:
    """Say which replay it is, in the words of the command."""
    reparse = " --reparse" if moved.reparse else ""
    step = f" --step {moved.step}" if moved.step else ""
    return f"the replay from {moved.since:%Y-%m-%d %H:%M} UTC{reparse}{step}"
