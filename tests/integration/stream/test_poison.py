"""What can never be indexed becomes a dead letter; a fix and a replay bring it in."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from contracts import codec
from contracts.codec import encode
from contracts.events import SourceTurned
from contracts.log import Entry
from contracts.names import POSTINGS_RAW
from contracts.records import Outcome, Posting
from stream import steps
from stream.dead_letters import Wanted
from tests.builders import NOW
from tests.integration.stream.platform import Platform, a_platform, entries, found
from tests.integration.stream.replays import nothing
from understanding.posting import Understood, understand

NEWER = encode(found("9")).replace(b'"version":1', b'"version":2', 1)
TURNED = SourceTurned(source="s", outcome=Outcome.BLOCKED, since=NOW)
ELSEWHERE = encode(TURNED)
POISON = {
    b"\xff\x00garbage": ("decode", r"^not an event"),
    b'{"schema":"posting_found","version":1,"data":{}}': ("decode", r"does not fit its schema"),
    NEWER: ("decode", r"has version 2; this release reads 1 to 1: upgrade it, then replay"),
    encode(found("8", posting={"title": ""})): ("understand", r"posting '8' has no title"),
    ELSEWHERE: ("decode", r"SourceTurned does not belong on topic 'postings.raw'"),
}


def append_among_good_ones(platform: Platform) -> None:
    good = entries([found(f"good-{n}") for n in range(10)])
    bad = [Entry(topic=POSTINGS_RAW, key=f"bad-{n}", value=v) for n, v in enumerate(POISON)]
    for one in good:
        platform.log.append([one, *([bad.pop()] if bad else [])])


def test_poison_ends_in_dead_letters_and_harms_no_other(tmp_path: Path) -> None:
    with a_platform(tmp_path) as platform:
        append_among_good_ones(platform)
        platform.drain(batch=4)
        letters = {platform.blobs.get(each.blob): each for each in platform.letters.find()}

        assert set(platform.hits()) == {f"good-{n}" for n in range(10)}
        assert platform.lag() == 0
        assert letters.keys() == POISON.keys()
        for value, (stage, reason) in POISON.items():
            assert letters[value].stage == stage
            assert re.search(reason, letters[value].reason)


def test_what_is_still_poison_dies_again_under_a_new_name(tmp_path: Path) -> None:
    with a_platform(tmp_path) as platform:
        platform.log.append([Entry(topic=POSTINGS_RAW, key="k", value=b"garbage")])
        platform.drain()
        (first,) = platform.letters.find()
        platform.letters.replay([f"{first.topic}/{first.partition}/{first.offset}"], nothing)
        platform.drain()
        (again,) = platform.letters.find(Wanted(unreplayed=True))
        assert (again.offset, platform.blobs.get(again.blob)) == (first.offset + 1, b"garbage")


def test_a_newer_event_comes_in_after_an_upgrade_and_a_replay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_platform(tmp_path) as platform:
        platform.log.append([Entry(topic=POSTINGS_RAW, key="k", value=NEWER)])
        platform.drain()
        (letter,) = platform.letters.find()
        assert platform.hits() == {}

        newer = replace(codec._SCHEMAS["posting_found"], version=2)
        monkeypatch.setitem(codec._SCHEMAS, "posting_found", newer)
        name = f"{letter.topic}/{letter.partition}/{letter.offset}"
        assert platform.letters.replay([name], nothing).sent == (name,)
        assert platform.letters.replay([name], nothing).sent == ()
        platform.drain()
        assert set(platform.hits()) == {"9"}
        assert platform.letters.find(Wanted(unreplayed=True)) == []


def test_a_fault_of_a_step_costs_one_posting_until_it_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(posting: Posting) -> Understood:
        if posting.external_id == "7":
            raise KeyError("a table without that row")
        return understand(posting)

    with a_platform(tmp_path) as platform:
        platform.log.append(entries([found(str(n)) for n in range(10)]))
        monkeypatch.setattr(steps, "understand", faulty)
        platform.drain()
        (letter,) = platform.letters.find(Wanted(stage="understand"))
        assert letter.reason.startswith("KeyError: 'a table without that row' (test_poison.py, ")
        assert set(platform.hits()) == {str(n) for n in range(10) if n != 7}

        monkeypatch.undo()
        platform.letters.replay([f"{letter.topic}/{letter.partition}/{letter.offset}"], nothing)
        platform.drain()
        assert set(platform.hits()) == {str(n) for n in range(10)}
