"""Dead letters: found, shown, and sent on their way again once."""

from datetime import timedelta

import pytest

from contracts.codec import encode
from contracts.errors import Permanent
from contracts.events import DeadLetter
from contracts.log import Entry
from contracts.names import DEAD_LETTERS, POSTINGS_RAW
from stream.dead_letters import DeadLetters
from stream.delivery import letter_id
from tests.builders import NOW
from tests.unit.stream.world import MemoryLog

LATER = NOW + timedelta(days=1)


def a_letter(offset: int, *, stage: str = "decode", reason: str = "Not an event") -> DeadLetter:
    return DeadLetter(
        topic=POSTINGS_RAW,
        partition=0,
        offset=offset,
        key=f"key-{offset}",
        value=b"\xff%d" % offset,
        stage=stage,
        reason=reason,
        attempts=1,
        at=NOW + timedelta(minutes=offset),
    )


def a_log(*letters: DeadLetter) -> MemoryLog:
    log = MemoryLog()
    log.append([Entry(topic=DEAD_LETTERS, key=letter_id(x), value=encode(x)) for x in letters])
    return log


def dead_letters(log: MemoryLog) -> DeadLetters:
    return DeadLetters(log, log, now=lambda: LATER)


def test_newest_come_first_and_filters_hold_together() -> None:
    log = a_log(a_letter(1), a_letter(2, stage="index"), a_letter(3, reason="no title"))
    found = dead_letters(log)
    assert [each.offset for each in found.find()] == [3, 2, 1]
    assert [each.offset for each in found.find(stage="decode")] == [3, 1]
    assert [each.offset for each in found.find(stage="decode", reason="not AN")] == [1]


def test_a_letter_written_twice_is_one_letter() -> None:
    log = a_log(a_letter(1), a_letter(1, reason="the second time"))
    assert [each.reason for each in dead_letters(log).find()] == ["the second time"]


def test_show_gives_the_letter_or_says_how_to_find_one() -> None:
    letters = dead_letters(a_log(a_letter(1)))
    assert letters.show("postings.raw/0/1") == a_letter(1)
    with pytest.raises(Permanent, match=r"no dead letter 'x'; `prospekt deadletters list`"):
        letters.show("x")


def test_replay_sends_the_very_bytes_again_and_a_second_time_does_nothing() -> None:
    log = a_log(a_letter(1), a_letter(2))
    letters = dead_letters(log)

    assert letters.replay(["postings.raw/0/1"]) == ["postings.raw/0/1"]
    assert letters.replay(["postings.raw/0/1"]) == []
    assert [(each.key, each.value) for each in log.read(POSTINGS_RAW)] == [("key-1", b"\xff1")]
    assert letters.show("postings.raw/0/1").replayed_at == LATER
    assert [each.offset for each in letters.find(unreplayed=True)] == [2]


def test_an_unknown_name_replays_nothing_at_all() -> None:
    log = a_log(a_letter(1))
    with pytest.raises(Permanent):
        dead_letters(log).replay(["postings.raw/0/1", "postings.raw/0/9"])
    assert list(log.read(POSTINGS_RAW)) == []
