"""Answers to show: a test names only what it is about."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from console.answers import ProcessState, Progress, SearchAnswer, SearchHit, Status
from contracts.frontier import Ledger
from contracts.prospects import (
    Backtest,
    Coverage,
    ForecastPoint,
    ModelCard,
    Point,
    Prospect,
    Reason,
    SubjectRef,
)

NOW = datetime(2026, 11, 2, tzinfo=UTC)
MONDAY = date(2025, 11, 3)


def a_console(width: int) -> Console:
    """As the command makes it, but what it prints can be read."""
    return Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False)


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def a_hit(record: str = "r1", **fields: Any) -> SearchHit:
    return SearchHit(
        **{
            "id": record,
            "external_id": "1",
            "source": "board",
            "title": "Data Engineer",
            "company": "Acme",
            "score": 1.0,
            "url": "",
            "places": ("Київ",),
            "remote": None,
            "salary": None,
            "employment": "",
            "language": "en",
            "skills": (),
            "professions": (),
            "posted_at": None,
            "first_seen": NOW,
            "last_seen": NOW,
            "closed_at": None,
            "similar": 0,
            "snippet": "",
            **fields,
        }
    )


def an_answer(*hits: SearchHit) -> SearchAnswer:
    return SearchAnswer(query="", total=len(hits), hits=hits)


def a_prospect(**fields: Any) -> Prospect:
    series = tuple(
        Point(date=MONDAY + timedelta(weeks=n), flow=float(n % 9), stock=1.0) for n in range(60)
    )
    ahead = tuple(
        ForecastPoint(
            date=series[-1].date + timedelta(weeks=n),
            mean=5.0,
            quantiles={"0.1": 2.0, "0.5": 5.0, "0.9": 8.0},
        )
        for n in range(1, 13)
    )
    backtest = Backtest(
        origins=5,
        horizon=12,
        error=0.7,
        baselines={"last": 0.9},
        coverage_80=0.8,
        direction=0.6,
    )
    card = ModelCard(
        id="0123456789abcdef",
        kind="professions",
        method="combined",
        reason="",
        trained_at=NOW,
        data_hash="",
        backtest=backtest,
    )
    return Prospect(
        **{
            "subject": SubjectRef(kind="profession", id="data-engineer", title="Data Engineer"),
            "as_of": NOW,
            "enough_history": True,
            "note": "The direction is unclear: " + "weekly demand may rise or fall " * 6,
            "probability_up": 0.5,
            "change": None,
            "series": series,
            "forecast": ahead,
            "reasons": (Reason(text="Airflow is asked for more often " * 4, postings=("r1",)),),
            "evidence": ("r2", "r1"),
            "model": card,
            "coverage": Coverage(
                weeks=60, complete_weeks=59, gaps=(), postings=850, sources=("robota", "work_ua")
            ),
            **fields,
        }
    )


def a_status(**fields: Any) -> Status:
    return Status(
        **{
            "home": Path("home"),
            "up": True,
            "since": NOW,
            "now": NOW,
            "urls": {"api": "http://127.0.0.1:8400"},
            "processes": (ProcessState(role="api", pid=7, falls=0),),
            "ledger": Ledger(),
            "lag": 0,
            "indexed": 0,
            "documents": 0,
            "dead_letters": 0,
            "watches": 0,
            "model": "",
            "disk_bytes": 0,
            **fields,
        }
    )


def a_progress(**fields: Any) -> Progress:
    nothing = dict.fromkeys(("done", "queued", "leased", "dead", "indexed", "documents", "lag"), 0)
    return Progress(**{**nothing, **fields})
