"""Numbers of things are said as people say them, also by what is erased."""

from datetime import UTC, datetime
from typing import Any

import pytest

from console.answers import ErasureReport
from console.cli.erase import done_lines
from console.counts import counted


@pytest.mark.parametrize(
    ("number", "thing", "said"),
    [
        (0, "posting", "0 postings"),
        (1, "posting", "1 posting"),
        (2, "dead letter", "2 dead letters"),
        (2, "company", "2 companies"),
    ],
)
def test_only_one_is_one(number: int, thing: str, said: str) -> None:
    assert counted(number, thing) == said


def a_report(**fields: Any) -> ErasureReport:
    return ErasureReport(**{"ids": ("e1",), "postings": 1, "documents": 0, "titles": (), **fields})


def test_what_is_erased_is_told_in_one_line_where_the_log_could_overwrite_it() -> None:
    (line,) = done_lines(a_report(messages=1, pages=2))
    assert line.startswith("1 posting erased, with 1 message of the log, 2 archived pages and 0 ")
    assert line.endswith(" dead letters; kept out by e1")
    both, only = a_report(documents=2), a_report(postings=0, documents=1)
    assert done_lines(both)[0].startswith("1 posting and 2 documents erased")
    assert done_lines(only)[0].startswith("1 document erased")


def test_it_is_told_until_when_messages_stand_on_kafka() -> None:
    report = a_report(messages=3, kept_until=datetime(2027, 2, 25, tzinfo=UTC))
    erased, standing = done_lines(report)
    assert erased == "1 posting erased, with 0 archived pages and 0 dead letters; kept out by e1"
    assert standing.startswith("Kafka overwrites nothing: 3 messages of theirs may stand there")
    assert "until 25 Feb 2027; nothing indexes them" in standing
