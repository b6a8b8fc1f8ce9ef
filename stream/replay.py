"""Run postings of the log through the steps again, with a better model, into the same index."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from contracts.codec import decode_as, encode
from contracts.errors import Permanent
from contracts.events import PostingFound
from contracts.identity import generation_of, version
from contracts.log import Message
from contracts.names import POSTINGS_RAW
from stream.delivery import Process, settle
from stream.facts import checked, identity
from stream.outcome import REFUSED
from stream.patience import Patience
from stream.ports import LogHistory, RecordReader

SUPERSEDED: Final = "superseded"
"""The index has a later text of the record."""
UNREADABLE: Final = "unreadable"
"""No posting that this release can read; a dead letter since it first came."""


class Replayed(Struct, frozen=True, kw_only=True):
    """The counts of a replay; `outcomes` adds up to `read`."""

    read: int
    outcomes: dict[str, int]
    reasons: dict[str, int]
    """Why postings were refused, and how many."""


class Replay:
    """Version order makes it safe beside live delivery: whatever is newer stands.

    Each text gets the generation after the one that the index has of it.
    """

    def __init__(
        self,
        history: LogHistory,
        records: RecordReader,
        process: Process,
        patience: Patience,
        *,
        batch: int,
    ) -> None:
        self._history = history
        self._records = records
        self._process = process
        self._patience = patience
        self._batch = batch

    def run(self, since: datetime, progress: Callable[[int], None]) -> Replayed:
        """Replay what was appended from `since`; `progress` hears the number read so far."""
        read = 0
        outcomes: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        for messages in _batches(self._history.read(POSTINGS_RAW, since=since), self._batch):
            raised = self._raised(messages, outcomes)
            for end, _ in settle(raised, self._process, self._patience) if raised else ():
                outcomes[end.outcome] += 1
                if end.outcome == REFUSED:
                    reasons[f"{end.stage}: {end.reason}"] += 1
            read += len(messages)
            progress(read)
        return Replayed(read=read, outcomes=dict(outcomes), reasons=dict(reasons))

    def _raised(self, messages: Sequence[Message], outcomes: Counter[str]) -> list[Message]:
        """Give each posting its next generation; count those that are passed over."""
        found = []
        for message in messages:
            try:
                found.append((message, checked(decode_as(message.value, PostingFound))))
            except Permanent:
                outcomes[UNREADABLE] += 1
        standing = self._patience("index", lambda: self._versions(event for _, event in found))
        raised = []
        for message, event in found:
            later = next_generation(event, standing.get(identity(event)))
            if later is None:
                outcomes[SUPERSEDED] += 1
            else:
                raised.append(replace(message, value=encode(later)))
        return raised

    def _versions(self, events: Iterable[PostingFound]) -> dict[str, int]:
        wanted: dict[str, set[str]] = defaultdict(set)
        for event in events:
            wanted[event.space].add(identity(event))
        hits = (hit for space, ids in wanted.items() for hit in self._records.get([space], [*ids]))
        return {hit.record.id: hit.record.version for hit in hits}


def next_generation(event: PostingFound, standing: int | None) -> PostingFound | None:
    """Raise the generation above the version that stands; None when that is a later text's."""
    if standing is None:
        return replace(event, generation=event.generation + 1)
    generation = generation_of(standing)
    text, standing_text = version(event.fetched_at), standing - generation
    if text < standing_text:
        return None
    reached = generation if text == standing_text else 0
    return replace(event, generation=max(event.generation, reached) + 1)


def _batches(messages: Iterator[Message], size: int) -> Iterator[list[Message]]:
    while batch := list(islice(messages, size)):
        yield batch
