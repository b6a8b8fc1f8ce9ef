"""What hangs or kills the process that works on it becomes a dead letter, not an endless fall.

A message is noted as held before it is worked on and released afterwards, also when the work
failed in order. A note that a new process finds was left by one that died with the message in its
hands: hung until its deadline, crashed, out of memory or killed. Suspects are worked on in
smaller groups, then alone; who was held at so many deaths is guilty.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Final

from contracts.log import Message
from stream.delivery import Process
from stream.outcome import REFUSED, End
from stream.ports import Suspects

GUILTY: Final = 4
"""Deaths that a message is blamed for; at the last two of them it was alone."""
FEW: Final = 16
"""Messages that are worked on together after the first death."""


class Guarded:
    """A `Process` around another one; `deadline` ends this process when what is inside hangs."""

    def __init__(
        self,
        process: Process,
        suspects: Suspects,
        deadline: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._process = process
        self._suspects = suspects
        self._deadline = deadline
        self._held: Sequence[Message] = ()

    def __call__(self, messages: Sequence[Message]) -> list[End]:
        deaths = self._suspects.deaths(messages)
        ends: list[End] = []
        for group in groups(deaths):
            chosen = [messages[number] for number in group]
            if deaths[group[0]] >= GUILTY:
                ends += [_guilty(chosen[0], deaths[group[0]])]
            else:
                ends += self._watched(chosen)
        return ends

    def _watched(self, messages: Sequence[Message]) -> list[End]:
        self._suspects.hold(messages)
        self._held = messages
        try:
            with self._deadline():
                return self._process(messages)
        finally:
            self.let_go()

    def let_go(self) -> None:
        """Suspect nothing of what is in work: it ended, or this process ends for another reason."""
        self._suspects.release(self._held)
        self._held = ()


def groups(deaths: Sequence[int]) -> Iterator[range]:
    """Part a batch, in its order: what was held at more deaths stands with fewer others (pure)."""
    start = 0
    while start < len(deaths):
        end = start + 1
        room = _room(deaths[start])
        while end < len(deaths) and deaths[end] == deaths[start] and _fits(end - start, room):
            end += 1
        yield range(start, end)
        start = end


def _room(deaths: int) -> int | None:
    """How many may be worked on together; None: any number."""
    if deaths == 0:
        return None
    return FEW if deaths == 1 else 1


def _fits(size: int, room: int | None) -> bool:
    return room is None or size < room


def _guilty(message: Message, deaths: int) -> End:
    reason = (
        f"the process hung or ended {deaths} times while it worked on this: "
        "the stream's log says where; mend it, then replay the dead letter"
    )
    return End(message, REFUSED, "process", reason)
