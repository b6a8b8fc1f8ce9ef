"""What the commands that mend say of their work."""

from console.cli.repair import refused_again
from contracts.events import DeadLetter
from contracts.names import POSTINGS_RAW
from stream.dead_letters import SentBack
from stream.delivery import letter_id
from tests.builders import NOW


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
