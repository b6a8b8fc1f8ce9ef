"""Dead letters: look at them, and send their messages on their way again.

Their state lives in their topic alone: the last event of a key is the letter's state.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from msgspec.structs import replace

from contracts.codec import decode_as, encode
from contracts.errors import Permanent
from contracts.events import DeadLetter
from contracts.log import Entry
from contracts.names import DEAD_LETTERS
from stream.delivery import letter_id
from stream.ports import LogHistory, LogWriter


class DeadLetters:
    def __init__(
        self, history: LogHistory, writer: LogWriter, *, now: Callable[[], datetime]
    ) -> None:
        self._history = history
        self._writer = writer
        self._now = now

    def find(
        self, *, stage: str = "", reason: str = "", unreplayed: bool = False
    ) -> list[DeadLetter]:
        """Newest first; `reason` is a part of it in any case of letters."""
        found = [
            letter
            for letter in self._latest().values()
            if stage in ("", letter.stage)
            and reason.casefold() in letter.reason.casefold()
            and not (unreplayed and letter.replayed_at)
        ]
        return sorted(found, key=lambda letter: letter.at, reverse=True)

    def show(self, identity: str) -> DeadLetter:
        return _named(identity, self._latest())

    def replay(self, identities: Iterable[str]) -> list[str]:
        """Append the messages to their topics again; return those sent on their way now.

        A letter that was replayed before is passed over. Message and mark are one append.
        """
        latest = self._latest()
        letters = {identity: _named(identity, latest) for identity in identities}
        due = {identity: each for identity, each in letters.items() if not each.replayed_at}
        if due:
            self._writer.append([entry for letter in due.values() for entry in self._again(letter)])
        return list(due)

    def _again(self, letter: DeadLetter) -> tuple[Entry, Entry]:
        marked = replace(letter, replayed_at=self._now())
        return (
            Entry(topic=letter.topic, key=letter.key, value=letter.value),
            Entry(topic=DEAD_LETTERS, key=letter_id(letter), value=encode(marked)),
        )

    def _latest(self) -> dict[str, DeadLetter]:
        states: dict[str, DeadLetter] = {}
        for message in self._history.read(DEAD_LETTERS):
            states[message.key] = decode_as(message.value, DeadLetter)
        return states


def _named(identity: str, latest: dict[str, DeadLetter]) -> DeadLetter:
    if identity not in latest:
        raise Permanent(f"no dead letter {identity!r}; `prospekt deadletters list` names them all")
    return latest[identity]
