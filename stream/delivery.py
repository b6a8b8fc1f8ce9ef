"""The one delivery rule: a message ends in the index or in the dead letters, then it is committed.

At least once, into an index that writes by id and version: so in effect once.

- `Transient`: the same messages are tried again in place, for as long as it takes.
- `Permanent`, a rejected verdict or an unexpected exception: the message becomes a dead letter,
  its bytes in the blob store before the letter is on the log.
  Where a stage fails for a whole batch, it is halved until the culprit stands alone.
- `Misconfigured`: comes out; the process ends and has committed nothing of the batch.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from contracts.codec import encode
from contracts.events import DeadLetter
from contracts.log import Entry, Message, Partition
from contracts.names import DEAD_LETTERS
from stream.outcome import REFUSED, End, StageFailed, blamed
from stream.patience import Patience
from stream.ports import BlobWriter, LogWriter, Meter

Process = Callable[[Sequence[Message]], list[End]]
"""Gives each message its end; raises when it cannot do so for all of them at once."""


class Delivery:
    def __init__(
        self,
        process: Process,
        dead_letters: LogWriter,
        blobs: BlobWriter,
        patience: Patience,
        *,
        now: Callable[[], datetime],
        meter: Meter,
    ) -> None:
        self._process = process
        self._dead_letters = dead_letters
        self._blobs = blobs
        self._patience = patience
        self._now = now
        self._meter = meter

    def deliver(self, messages: Sequence[Message]) -> dict[Partition, int]:
        """End every message; return what may be committed now."""
        settled = settle(messages, self._process, self._patience)
        refused = [(end, tries) for end, tries in settled if end.outcome == REFUSED]
        if refused:
            self._patience("dead letters", lambda: self._bury(refused))
        for end, _ in settled:
            self._meter.ended(end.message.partition.topic, end.outcome)
        return positions(messages)

    def _bury(self, refused: Sequence[tuple[End, int]]) -> None:
        refs = self._blobs.put([end.message.value for end, _ in refused])
        self._dead_letters.append(
            [self._entry(end, tries, ref) for (end, tries), ref in zip(refused, refs, strict=True)]
        )

    def _entry(self, end: End, tries: int, blob: str) -> Entry:
        message = end.message
        letter = DeadLetter(
            topic=message.partition.topic,
            partition=message.partition.number,
            offset=message.offset,
            key=message.key,
            blob=blob,
            stage=end.stage,
            reason=end.reason,
            attempts=tries,
            at=self._now(),
        )
        return Entry(topic=DEAD_LETTERS, key=letter_id(letter), value=encode(letter))


def settle(
    messages: Sequence[Message], process: Process, patience: Patience, *, tried: int = 0
) -> list[tuple[End, int]]:
    """Give every message its end, and the number of attempts that it took."""

    def attempt() -> list[End]:
        nonlocal tried
        tried += 1
        with blamed("delivery"):
            ends = process(messages)
        if len(ends) != len(messages):
            raise StageFailed("delivery", f"{len(messages)} messages had {len(ends)} ends")
        return ends

    try:
        return [(end, tried) for end in patience("delivery", attempt)]
    except StageFailed as failed:
        if len(messages) == 1:
            return [(End(messages[0], REFUSED, failed.stage, str(failed)), tried)]
    middle = len(messages) // 2
    halves = (messages[:middle], messages[middle:])
    return [each for half in halves for each in settle(half, process, patience, tried=tried)]


def positions(messages: Iterable[Message]) -> dict[Partition, int]:
    """The offset after the last message of each partition."""
    after: dict[Partition, int] = {}
    for message in messages:
        after[message.partition] = max(after.get(message.partition, 0), message.offset + 1)
    return after


def letter_id(letter: DeadLetter) -> str:
    """What people call it: where its message stood."""
    return f"{letter.topic}/{letter.partition}/{letter.offset}"
