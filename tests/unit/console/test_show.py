"""What is printed fits the terminal, and what came from the web stays text."""

import pytest
from msgspec.structs import replace

from console.answers import ProcessState
from console.cli import show
from contracts.prospects import Prospect, SubjectRef
from contracts.records import Salary
from tests.unit.console.answers import (
    NOW,
    a_console,
    a_hit,
    a_prospect,
    a_status,
    an_answer,
    printed,
)

NASTY = "Data [bold]Engineer[/bold] :smile: \x1b[31mred\x07 \u202egnp"


LONG = "Старший інженер даних (Data Engineer) для команди аналітики та звітності"


def _shown(found: Prospect, width: int) -> list[str]:
    console = a_console(width)
    evidence = [a_hit("r2", title=LONG), a_hit("r1", title="First")] if found.evidence else []
    show.prospect(console, found, evidence)
    return printed(console).splitlines()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_prospect_fits_the_terminal_and_breaks_no_word(width: int) -> None:
    lines = _shown(a_prospect(), width)
    assert max(map(len, lines)) <= width
    words = " ".join(" ".join(lines).split())
    for text in ("Airflow is asked for more often", "backtest error 0.70 (best naive 0.90)"):
        assert text in words
    assert "Data Engineer) для команди аналітики" in words


def test_the_chart_gives_up_old_weeks_where_there_is_no_room() -> None:
    wide, narrow = _shown(a_prospect(), 120), _shown(a_prospect(), 50)
    charts = [next(line for line in lines if " 0 ┤" in f" {line}") for lines in (wide, narrow)]
    assert len(charts[0]) > len(charts[1]) > 30


def test_a_series_without_postings_claims_none() -> None:
    subject = SubjectRef(kind="series", id="x", title="Plumbers")
    lines = _shown(a_prospect(subject=subject, reasons=(), evidence=()), 80)
    assert not any("it rests on" in line for line in lines)


def test_text_from_the_web_steers_no_terminal() -> None:
    console = a_console(120)
    show.search(console, an_answer(a_hit(title=NASTY, company=NASTY, places=(NASTY,))))
    said = printed(console)
    assert said.count("Data [bold]Engineer[/bold] :smile: ") == 3
    assert not {"\x1b", "\x07", "\u202e"} & set(said)


@pytest.mark.parametrize("url", ["https://jobs.example/a/" + "long-" * 10 + "1", ""])
def test_a_posting_says_where_it_stands(url: str) -> None:
    console = a_console(80)
    show.search(console, an_answer(a_hit(url=url)))
    lines = printed(console).splitlines()
    assert len(lines) == 3 + bool(url)
    assert url in lines[-1]


@pytest.mark.parametrize(
    ("salary", "said"),
    [
        (Salary(min=1000.0, max=2000.0, currency="USD"), "1,000–2,000 USD"),
        (Salary(min=1000.0, max=1000.0, currency="USD"), "1,000 USD"),
        (Salary(min=1000.0, currency="UAH"), "from 1,000 UAH"),
        (Salary(max=15.5, currency="EUR", period="hour"), "to 16 EUR/hour"),
        (Salary(currency="EUR"), "Acme · Київ · since"),
    ],
)
def test_pay_is_told_as_far_as_it_is_known(salary: Salary, said: str) -> None:
    console = a_console(120)
    show.search(console, an_answer(a_hit(salary=salary)))
    assert said in printed(console)


@pytest.mark.parametrize(
    ("total", "shown", "said"),
    [
        (2, 2, "2 found"),
        (1_000, 2, "1,000 found"),
        (1, 2, "1 found by the words; with what is near in meaning:"),
        (0, 1, "0 found by the words; with what is near in meaning:"),
        (0, 0, "0 found"),
    ],
)
def test_what_is_only_near_is_not_counted_silently(total: int, shown: int, said: str) -> None:
    console = a_console(120)
    answer = an_answer(*(a_hit(f"r{number}") for number in range(shown)))
    show.search(console, replace(answer, total=total))
    assert printed(console).splitlines()[0] == said


def test_a_closed_posting_says_so() -> None:
    console = a_console(120)
    show.search(console, an_answer(a_hit(closed_at=NOW)))
    assert "closed 02 Nov 2026" in printed(console)


@pytest.mark.parametrize(
    ("process", "said"),
    [
        (ProcessState(role="api", pid=7, falls=0), "process 7, http://127.0.0.1:8400"),
        (ProcessState(role="api", pid=7, falls=3), "fell 3 times in a row; see home/logs/api.log"),
        (ProcessState(role="stream", pid=None, falls=2), "starting again, fell 2 times"),
        (ProcessState(role="stream", pid=None, falls=0, failed="no disk"), "cannot run: no disk"),
    ],
)
def test_status_tells_what_falls_and_what_cannot_run(process: ProcessState, said: str) -> None:
    console = a_console(120)
    show.status(console, a_status(processes=(process,)))
    assert said in printed(console)


def test_status_counts_postings_and_documents() -> None:
    console = a_console(120)
    show.status(console, a_status(indexed=1, documents=3))
    assert "1 posting, 3 documents" in printed(console)
