"""A small world to deliver in: a log in memory, a meter, and a way to make messages."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from contracts.log import Entry, Message, Partition
from stream.patience import Patience
from tests.builders import NOW


class MemoryLog:
    """One partition per topic; enough for what is appended and read whole."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def append(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            offset = sum(each.partition.topic == entry.topic for each in self.messages)
            self.messages.append(a_message(offset, entry.value, topic=entry.topic, key=entry.key))

    def read(self, topic: str, *, since: datetime | None = None) -> Iterator[Message]:
        for message in list(self.messages):
            if message.partition.topic == topic and (since is None or message.at >= since):
                yield message


class Tally:
    """A meter to look at."""

    def __init__(self) -> None:
        self.steps: Counter[str] = Counter()
        self.ends: Counter[tuple[str, str]] = Counter()

    def step(self, name: str, seconds: float) -> None:
        self.steps[name] += seconds >= 0

    def ended(self, topic: str, outcome: str) -> None:
        self.ends[topic, outcome] += 1


def a_message(
    offset: int, value: bytes, *, topic: str = "postings.raw", number: int = 0, key: str = "k"
) -> Message:
    return Message(partition=Partition(topic, number), offset=offset, key=key, value=value, at=NOW)


def patient(slept: list[float], said: list[str]) -> Patience:
    return Patience(sleep=slept.append, say=said.append)
