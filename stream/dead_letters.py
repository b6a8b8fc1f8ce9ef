"""Dead letters: look at them, and send their messages on their way again.

Their state lives in their topic alone: the last event of a key is the letter's state.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from contracts.codec import encode
from contracts.errors import Permanent
from contracts.events import DeadLetter
from contracts.log import Entry
from contracts.names import DEAD_LETTERS
from stream import kept
from stream.delivery import letter_id
from stream.ports import Blobs, LogHistory, LogWriter


class Wanted(Struct, frozen=True, kw_only=True):
    """Which letters: all that are given must hold."""

    stage: str = ""
    since: datetime | None = None
    """They died then or later."""
    reason: str = ""
    """A part of it, in any case of letters."""
    unreplayed: bool = False

    def __call__(self, letter: DeadLetter) -> bool:
        return (
            self.stage in ("", letter.stage)
            and (self.since is None or letter.at >= self.since)
            and self.reason.casefold() in letter.reason.casefold()
            and not (self.unreplayed and letter.replayed_at)
        )


class SentBack(Struct, frozen=True):
    """What a replay did with the letters that were due."""

    sent: tuple[str, ...]
    gone: tuple[str, ...]
    """Their bytes are not in the blob store any more: they stay as they are."""
    before: tuple[str, ...] = ()
    """They were sent back already."""


class DeadLetters:
    def __init__(
        self,
        history: LogHistory,
        writer: LogWriter,
        blobs: Blobs,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._history = history
        self._writer = writer
        self._blobs = blobs
        self._now = now

    def find(self, wanted: Wanted = Wanted()) -> list[DeadLetter]:  # noqa: B008 - it is frozen
        """Newest first."""
        found = filter(wanted, self._latest().values())
        return sorted(found, key=lambda letter: letter.at, reverse=True)

    def show(self, identity: str) -> tuple[DeadLetter, bytes | None]:
        """The letter and its message's bytes; None when retention has taken them."""
        letter = _named(identity, self._latest())
        return letter, self._bytes(letter)

    def replay(self, identities: Iterable[str], still: Callable[[], None]) -> SentBack:
        """Append the messages to their topics again, but for those that were sent back before.

        Message and mark are one append. Two at once would both find a letter open: whoever calls
        it leads, and `still` raises when the lead is lost.
        """
        latest = self._latest()
        letters = [_named(identity, latest) for identity in dict.fromkeys(identities)]
        due = [(each, self._bytes(each)) for each in letters if not each.replayed_at]
        back = [(letter, value) for letter, value in due if value is not None]
        still()
        if back:
            self._writer.append([entry for each in back for entry in self._again(*each)])
        return SentBack(
            sent=_ids(letter for letter, _ in back),
            gone=_ids(letter for letter, value in due if value is None),
            before=_ids(each for each in letters if each.replayed_at),
        )

    def _bytes(self, letter: DeadLetter) -> bytes | None:
        if not letter.blob:
            return letter.inline
        with suppress(Permanent):
            return self._blobs.get(letter.blob)
        return None

    def _again(self, letter: DeadLetter, value: bytes) -> Sequence[Entry]:
        marked = replace(letter, replayed_at=self._now())
        return (
            Entry(topic=letter.topic, key=letter.key, value=value),
            Entry(topic=DEAD_LETTERS, key=letter_id(letter), value=encode(marked)),
        )

    def _latest(self) -> dict[str, DeadLetter]:
        states: dict[str, DeadLetter] = {}
        for message, event in kept.events(self._history, DEAD_LETTERS):
            if isinstance(event, DeadLetter):
                states[message.key] = event
            else:
                states.pop(message.key, None)  # it was erased
        return states


def _named(identity: str, latest: dict[str, DeadLetter]) -> DeadLetter:
    if identity not in latest:
        raise Permanent(f"no dead letter {identity!r}; `prospekt deadletters list` names them all")
    return latest[identity]


def _ids(letters: Iterable[DeadLetter]) -> tuple[str, ...]:
    return tuple(map(letter_id, letters))
