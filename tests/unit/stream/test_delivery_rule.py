"""For any mix of messages, faults and crashes: each message ends once, and only then is committed.

A message's value is its fate: `good`, `refused` (its stage says no), `poison` (its stage raises,
having written what came before it), `late` (the index is out of reach for a few attempts).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from contracts.codec import decode_as
from contracts.errors import Transient
from contracts.events import DeadLetter
from contracts.log import Message, Partition
from contracts.names import DEAD_LETTERS
from stream.delivery import Delivery
from stream.outcome import REFUSED, End, stage
from tests.builders import NOW
from tests.fakes.blobs import MemoryBlobs
from tests.unit.stream.world import MemoryLog, Tally, a_message, patient

FATES = st.sampled_from([b"good", b"refused", b"poison", b"late"])
PARTITIONS = st.lists(st.lists(FATES, max_size=12), min_size=1, max_size=3)


class Index:
    """Writes by place on the log, in the order in which it was asked."""

    def __init__(self) -> None:
        self.writes: dict[Partition, list[int]] = defaultdict(list)
        self.outages: Counter[Message] = Counter()

    def process(self, messages: Sequence[Message]) -> list[End]:
        ends = []
        with stage("index", Tally()):
            for message in messages:
                if message.value == b"late" and self.outages[message] < 2:
                    self.outages[message] += 1
                    raise Transient("index: out of reach")
                if message.value == b"poison":
                    raise ValueError("poison")
                if message.value == b"refused":
                    ends.append(End(message, REFUSED, "index", "no"))
                    continue
                if message.offset not in self.writes[message.partition]:
                    self.writes[message.partition].append(message.offset)
                ends.append(End(message, "written"))
        return ends


class Consumer:
    """Delivers from the committed offsets on; a crash forgets what was not committed."""

    def __init__(self, partitions: list[list[bytes]]) -> None:
        self.log = MemoryLog()
        self.index = Index()
        self.committed = dict.fromkeys(
            (Partition("postings.raw", number) for number in range(len(partitions))), 0
        )
        self.waiting = {
            Partition("postings.raw", number): [
                a_message(offset, fate, number=number) for offset, fate in enumerate(fates)
            ]
            for number, fates in enumerate(partitions)
        }

    def poll(self, limit: int) -> list[Message]:
        left = [m for p, each in self.waiting.items() for m in each[self.committed[p] :]]
        return left[:limit]

    def dead(self) -> set[tuple[Partition, int]]:
        found = [decode_as(each.value, DeadLetter) for each in self.log.read(DEAD_LETTERS)]
        return {(Partition(each.topic, each.partition), each.offset) for each in found}

    def indexed(self) -> set[tuple[Partition, int]]:
        return {(p, offset) for p, offsets in self.index.writes.items() for offset in offsets}

    def turn(self, limit: int, *, crash: bool) -> None:
        tally = Tally()
        delivery = Delivery(
            self.index.process,
            self.log,
            MemoryBlobs(),
            patient([], []),
            now=lambda: NOW,
            meter=tally,
        )
        done = delivery.deliver(self.poll(limit))
        if not crash:
            self.committed |= done


@given(
    PARTITIONS,
    st.lists(st.tuples(st.integers(1, 8), st.booleans()), max_size=12),
    st.integers(1, 9),
)
def test_every_message_is_indexed_or_a_dead_letter_and_commits_never_pass_it(
    partitions: list[list[bytes]], turns: list[tuple[int, bool]], size: int
) -> None:
    consumer = Consumer(partitions)
    while consumer.poll(1):
        limit, crash = turns.pop() if turns else (size, False)
        consumer.turn(limit, crash=crash)
        ended = consumer.indexed() | consumer.dead()
        for partition, offset in consumer.committed.items():
            assert {(partition, n) for n in range(offset)} <= ended

    everything = {(m.partition, m.offset): m.value for p in consumer.waiting.values() for m in p}
    assert not consumer.indexed() & consumer.dead()
    assert consumer.dead() == {k for k, v in everything.items() if v in (b"refused", b"poison")}
    assert consumer.indexed() == {k for k, v in everything.items() if v in (b"good", b"late")}


@given(PARTITIONS, st.integers(1, 9))
def test_order_within_a_partition_is_kept(partitions: list[list[bytes]], size: int) -> None:
    consumer = Consumer(partitions)
    while consumer.poll(1):
        consumer.turn(size, crash=False)
    for offsets in consumer.index.writes.values():
        assert offsets == sorted(offsets)
