"""What `erase` says when it is cut off, when it finds nothing, and when it is lifted."""

from console.answers import Erasing, ErasureReport, Lifted
from console.cli.erase import done_lines, lifted_line, rests
from contracts.erasures import Erasure
from contracts.names import PUBLIC
from tests.builders import NOW

ID = "0123456789abcdef0123456789abcdef"
URL = "http://board.test/jobs/7"


def a_report(*named: str, messages: int = 0) -> ErasureReport:
    return ErasureReport(
        ids=("e1",), named=named, titles=(), postings=0, documents=0, messages=messages
    )


def a_lifted(*still: Erasure) -> Lifted:
    return Lifted(id="e1", spaces=(PUBLIC,), company="Paul Klee", at=NOW, still=still)


def test_one_that_is_cut_off_is_told_by_words_that_go_on_with_it() -> None:
    said = rests(Erasing(company="Paul Klee"), a_report("Paul Klee"))
    assert said == "begun, not ended: run `prospekt erase --company 'Paul Klee'` again"
    said = rests(Erasing(posting=URL), a_report(ID))
    assert said.endswith(f"run `prospekt erase --posting {ID}` again")


def test_what_covers_nothing_now_is_said_to_be_kept_out_only() -> None:
    (line,) = done_lines(a_report())
    assert line == "nothing there now matches; it is only kept out by e1"
    assert "1 message of the log" in done_lines(a_report(messages=1))[0]


def test_a_lifted_one_names_those_that_still_stand() -> None:
    assert lifted_line(a_lifted()).endswith("kept again")
    other = Erasure(id="e2", spaces=(PUBLIC,), company="PAUL  klee", at=NOW)
    assert lifted_line(a_lifted(other)).endswith("still kept out by e2 (PAUL  klee)")
