"""The delivery rule, case by case."""

from collections.abc import Sequence

import pytest

from contracts.codec import decode_as
from contracts.errors import Misconfigured, Transient
from contracts.events import DeadLetter
from contracts.identity import content_hash
from contracts.log import Message, Partition
from contracts.names import DEAD_LETTERS
from stream.delivery import Delivery, Process, letter_id, positions
from stream.outcome import REFUSED, End, stage
from tests.builders import NOW
from tests.fakes.blobs import MemoryBlobs
from tests.unit.stream.world import MemoryLog, Tally, a_message, patient


def a_delivery(process: Process, log: MemoryLog, tally: Tally | None = None) -> Delivery:
    return Delivery(
        process, log, MemoryBlobs(), patient([], []), now=lambda: NOW, meter=tally or Tally()
    )


def letters(log: MemoryLog) -> list[DeadLetter]:
    return [decode_as(each.value, DeadLetter) for each in log.read(DEAD_LETTERS)]


def written(messages: Sequence[Message]) -> list[End]:
    return [End(message, "written") for message in messages]


def test_positions_are_one_past_the_last_message_of_each_partition() -> None:
    messages = [a_message(4, b""), a_message(5, b""), a_message(9, b"", number=2)]
    expected = {Partition("postings.raw", 0): 6, Partition("postings.raw", 2): 10}
    assert positions(messages) == expected


def test_a_refused_message_is_kept_whole_with_stage_and_reason() -> None:
    def refuse(messages: Sequence[Message]) -> list[End]:
        return [End(each, REFUSED, "decode", "not an event") for each in messages]

    log, blobs, tally = MemoryLog(), MemoryBlobs(), Tally()
    delivery = Delivery(refuse, log, blobs, patient([], []), now=lambda: NOW, meter=tally)
    done = delivery.deliver([a_message(7, b"\xff\x00", number=3)])

    (letter,) = letters(log)
    assert letter == DeadLetter(
        topic="postings.raw",
        partition=3,
        offset=7,
        key="k",
        blob=content_hash(b"\xff\x00"),
        stage="decode",
        reason="not an event",
        attempts=1,
        at=NOW,
    )
    assert blobs.get(letter.blob) == b"\xff\x00"
    assert letter_id(letter) == "postings.raw/3/7" == next(log.read(DEAD_LETTERS)).key
    assert done == {Partition("postings.raw", 3): 8}
    assert tally.ends == {("postings.raw", REFUSED): 1}


def test_an_unexpected_exception_costs_only_the_message_that_met_it() -> None:
    indexed: list[int] = []

    def process(messages: Sequence[Message]) -> list[End]:
        with stage("embed", Tally()):
            if any(message.value == b"poison" for message in messages):
                raise ZeroDivisionError("a fault")
        indexed.extend(message.offset for message in messages)
        return written(messages)

    log = MemoryLog()
    values = [b"good"] * 5 + [b"poison"] + [b"good"] * 5
    a_delivery(process, log).deliver([a_message(n, value) for n, value in enumerate(values)])

    (letter,) = letters(log)
    assert indexed == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]
    assert (letter.offset, letter.stage) == (5, "embed")
    assert letter.reason.startswith("ZeroDivisionError: a fault (test_delivery.py, line ")
    assert letter.attempts > 1


def test_a_fault_outside_of_every_stage_is_no_unhandled_one() -> None:
    def process(_: Sequence[Message]) -> list[End]:
        raise KeyError("between two stages")

    log = MemoryLog()
    a_delivery(process, log).deliver([a_message(0, b"a"), a_message(1, b"b")])
    assert [(letter.offset, letter.stage) for letter in letters(log)] == [
        (0, "delivery"),
        (1, "delivery"),
    ]


def test_transient_failures_make_no_dead_letters() -> None:
    outages = [Transient("locked")] * 9

    def process(messages: Sequence[Message]) -> list[End]:
        if outages:
            raise outages.pop()
        return written(messages)

    log, slept = MemoryLog(), list[float]()
    delivery = Delivery(
        process, log, MemoryBlobs(), patient(slept, []), now=lambda: NOW, meter=Tally()
    )
    assert delivery.deliver([a_message(0, b"")]) == {Partition("postings.raw", 0): 1}
    assert letters(log) == []
    assert len(slept) == 9


def test_misconfigured_comes_out_and_nothing_may_be_committed() -> None:
    def process(_: Sequence[Message]) -> list[End]:
        with stage("index", Tally()):
            raise Misconfigured("index.db: the disk is full")

    log = MemoryLog()
    with pytest.raises(Misconfigured):
        a_delivery(process, log).deliver([a_message(0, b"")])
    assert letters(log) == []


def test_a_message_without_an_end_is_never_committed_as_done() -> None:
    def forgets(messages: Sequence[Message]) -> list[End]:
        return written(messages[1:])

    log = MemoryLog()
    a_delivery(forgets, log).deliver([a_message(0, b"a"), a_message(1, b"b")])
    assert [letter.offset for letter in letters(log)] == [0, 1]
