"""What the commands that mend say of their work, and what they refuse to begin."""

from pathlib import Path
from typing import cast

import pytest

from console.answers import Status
from console.cli import app as cli
from console.cli.parts import Parts
from console.cli.repair import SHOWN, refused_again
from console.platform import Platform
from contracts.errors import Permanent
from contracts.events import DeadLetter
from contracts.names import POSTINGS_RAW
from stream.dead_letters import SentBack, Wanted
from stream.delivery import letter_id
from tests.builders import NOW
from tests.unit.console.answers import a_console, a_status, printed


def a_letter(offset: int, key: str) -> DeadLetter:
    return DeadLetter(
        topic=POSTINGS_RAW,
        partition=0,
        offset=offset,
        key=key,
        blob="",
        stage="decode",
        reason="not an event",
        attempts=1,
        at=NOW,
    )


def test_only_new_letters_of_what_was_sent_are_refused_again() -> None:
    sent, left = a_letter(1, "sent"), a_letter(2, "left")
    before = {letter_id(each): each for each in (sent, left)}
    again, other, late = a_letter(11, "sent"), a_letter(12, "other junk"), a_letter(13, "left")
    done = SentBack(sent=(letter_id(sent),), gone=())
    assert refused_again(done, before, [left, again, other, late]) == 1
    assert refused_again(SentBack(sent=(), gone=()), before, [sent, left, other]) == 0


class _Letters:
    """A platform that has letters only."""

    def dead_letters(self, wanted: Wanted) -> list[DeadLetter]:
        letters = (a_letter(number, "k") for number in range(3 * SHOWN))
        return list(filter(wanted, letters))


class _Unfinished:
    """A platform with a replay that rests."""

    def status(self) -> Status:
        return a_status(replay="the replay from 2026-09-01 00:00 UTC is not ended (filling)")


def said(*arguments: str, platform: object = _Letters()) -> str:
    out = a_console(100)
    parts = Parts(
        version="1.0.0",
        out=out,
        notes=a_console(100),
        home=lambda: Path("home"),
        platform=lambda: cast(Platform, platform),
        checks=list,
        origins=list,
    )
    cli.build(parts)(list(arguments), standalone_mode=False)
    return printed(out)


def test_a_table_shows_the_newest_and_says_how_many_more_there_are() -> None:
    lines = said("deadletters", "list").splitlines()
    assert len(lines) == 1 + SHOWN + 1
    assert lines[-1] == f"… and {2 * SHOWN} more, older: --limit {3 * SHOWN} shows all"
    assert len(said("deadletters", "list", "--limit", "7").splitlines()) == 1 + 7 + 1
    assert "more" not in said("deadletters", "list", "--limit", str(3 * SHOWN))


def test_programs_get_all_letters_or_as_many_as_they_ask_for() -> None:
    assert said("deadletters", "list", "--json").count("not an event") == 3 * SHOWN
    assert said("deadletters", "list", "--json", "--limit", "7").count("not an event") == 7


def test_a_status_tells_of_a_replay_that_rests_and_how_it_goes_on() -> None:
    line = said("status", platform=_Unfinished()).splitlines()[-1]
    assert line.startswith("the replay from 2026-09-01 00:00 UTC is not ended (filling); the log")
    assert "`prospekt replay` goes on with it" in line


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("replay", "--from", ""), "--from is empty"),
        (("deadletters", "replay", "--since", ""), "--since is empty"),
        (("deadletters", "list", "--since", ""), "--since is empty"),
        (("replay", "--abort", "--from", "2026-09-01"), "leave out --from"),
        (("replay", "--abort", "--reparse"), "leave out --from"),
        (("erase", "--posting", "x", "list"), "options before 'list' would do nothing"),
        (("erase", "--yes", "lift", "e1"), "options before 'lift' would do nothing"),
    ],
)
def test_what_would_be_ignored_is_refused(arguments: tuple[str, ...], why: str) -> None:
    with pytest.raises(Permanent, match=why):
        said(*arguments)
