"""Dead letters: found, shown, and sent on their way again once."""

from datetime import timedelta

import msgspec
import pytest

from contracts.codec import encode
from contracts.errors import Permanent, Transient
from contracts.events import DeadLetter
from contracts.identity import content_hash
from contracts.log import Entry
from contracts.names import DEAD_LETTERS, POSTINGS_RAW
from stream.dead_letters import DeadLetters, SentBack, Wanted
from stream.delivery import letter_id
from tests.builders import NOW
from tests.fakes.blobs import MemoryBlobs
from tests.unit.stream.world import MemoryLog

LATER = NOW + timedelta(days=1)


def steady() -> None:
    """The lead is kept."""


def bytes_of(offset: int) -> bytes:
    return b"\xff%d" % offset


def a_letter(offset: int, *, stage: str = "decode", reason: str = "Not an event") -> DeadLetter:
    return DeadLetter(
        topic=POSTINGS_RAW,
        partition=0,
        offset=offset,
        key=f"key-{offset}",
        blob=content_hash(bytes_of(offset)),
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
    blobs = MemoryBlobs()
    blobs.put([bytes_of(offset) for offset in range(1, 4)])
    return DeadLetters(log, log, blobs, now=lambda: LATER)


def test_newest_come_first_and_filters_hold_together() -> None:
    log = a_log(a_letter(1), a_letter(2, stage="index"), a_letter(3, reason="no title"))
    found = dead_letters(log)
    assert [each.offset for each in found.find()] == [3, 2, 1]
    assert [each.offset for each in found.find(Wanted(stage="decode"))] == [3, 1]
    since = Wanted(since=NOW + timedelta(minutes=2))
    assert [each.offset for each in found.find(since)] == [3, 2]
    assert [each.offset for each in found.find(Wanted(stage="decode", reason="not AN"))] == [1]


def test_a_letter_written_twice_is_one_letter() -> None:
    log = a_log(a_letter(1), a_letter(1, reason="the second time"))
    assert [each.reason for each in dead_letters(log).find()] == ["the second time"]


def test_one_that_this_release_cannot_read_hides_no_other_and_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = a_log(a_letter(1))
    log.append([Entry(topic=DEAD_LETTERS, key="postings.raw/0/2", value=b"of a later release")])
    assert [letter.offset for letter in dead_letters(log).find()] == [1]
    assert dead_letters(log).replay(["postings.raw/0/1"], steady).sent == ("postings.raw/0/1",)
    assert "are passed over: 1; the first is 0/1" in caplog.text


def test_show_gives_the_letter_or_says_how_to_find_one() -> None:
    letters = dead_letters(a_log(a_letter(1)))
    assert letters.show("postings.raw/0/1") == (a_letter(1), b"\xff1")
    with pytest.raises(Permanent, match=r"no dead letter 'x'; `prospekt deadletters list`"):
        letters.show("x")


def test_replay_sends_the_very_bytes_again_and_a_second_time_does_nothing() -> None:
    log = a_log(a_letter(1), a_letter(2))
    letters = dead_letters(log)

    assert letters.replay(["postings.raw/0/1"] * 2, steady).sent == ("postings.raw/0/1",)
    again = letters.replay(["postings.raw/0/1"], steady)
    assert again == SentBack((), (), before=("postings.raw/0/1",))
    assert [(each.key, each.value) for each in log.read(POSTINGS_RAW)] == [("key-1", b"\xff1")]
    assert letters.show("postings.raw/0/1")[0].replayed_at == LATER
    assert [each.offset for each in letters.find(Wanted(unreplayed=True))] == [2]


def test_an_unknown_name_replays_nothing_at_all() -> None:
    log = a_log(a_letter(1))
    with pytest.raises(Permanent):
        dead_letters(log).replay(["postings.raw/0/1", "postings.raw/0/9"], steady)
    assert list(log.read(POSTINGS_RAW)) == []


def test_a_letter_whose_bytes_are_gone_says_so_and_stays_as_it_is() -> None:
    log = a_log(a_letter(1), a_letter(9))
    letters = dead_letters(log)

    assert letters.show("postings.raw/0/9") == (a_letter(9), None)
    done = letters.replay(["postings.raw/0/1", "postings.raw/0/9"], steady)
    assert done == SentBack(sent=("postings.raw/0/1",), gone=("postings.raw/0/9",))
    assert [each.key for each in log.read(POSTINGS_RAW)] == ["key-1"]
    assert [each.offset for each in letters.find(Wanted(unreplayed=True))] == [9]


def test_who_lost_the_lead_sends_nothing() -> None:
    log = a_log(a_letter(1))

    def lost() -> None:
        raise Transient("another took over")

    with pytest.raises(Transient):
        dead_letters(log).replay(["postings.raw/0/1"], lost)
    assert list(log.read(POSTINGS_RAW)) == []


def test_a_letter_of_version_1_is_shown_and_sent_back_with_the_bytes_that_stood_in_it() -> None:
    data = msgspec.to_builtins(a_letter(1))
    del data["blob"], data["inline"]
    old = {"schema": "dead_letter", "version": 1, "data": {**data, "value": "AP8="}}
    log = MemoryLog()
    key = "postings.raw/0/1"
    log.append([Entry(topic=DEAD_LETTERS, key=key, value=msgspec.json.encode(old))])
    letters = dead_letters(log)

    assert letters.show(key)[1] == b"\x00\xff"
    assert letters.replay([key], steady).sent == (key,)
    assert [each.value for each in log.read(POSTINGS_RAW)] == [b"\x00\xff"]
    assert letters.replay([key], steady).sent == ()
