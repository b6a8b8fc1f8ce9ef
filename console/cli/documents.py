"""Documents in a terminal: what a search of them found, and mentions by week and source."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from console.answers import DocumentAnswer, FoundDocument, MentionsAnswer
from console.cli import show
from console.cli.charts import row_bar
from console.cli.options import AsJson
from console.cli.parts import Parts
from contracts.documents import MentionWeek


def add(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def mentions(
        subject: Annotated[
            str, typer.Argument(help="A profession, a skill, or a keyword of a watch.")
        ],
        weeks: Annotated[int, typer.Option(min=1, max=520, help="Weeks back.")] = 12,
        *,
        as_json: AsJson = False,
    ) -> None:
        """Count what documents say of a subject. By week and source, with its sentiment.

        Such as: mentions 'data engineer', mentions Python --weeks 52, mentions keyword:WORDS.
        """
        answer = parts.platform().mentions(subject, weeks)
        if as_json:
            return show.as_json(parts.out, answer)
        by_week(parts.out, answer)
        return None


def found(console: Console, answer: DocumentAnswer) -> None:
    console.print(show.found_line(answer.total, len(answer.hits)))
    for hit in answer.hits:
        console.print(show.clean(hit.title, "bold"))
        rows = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
        rows.add_row(" ", show.clean(_facts(hit), "dim"))
        rows.add_row(" ", show.clean(hit.sentence))
        console.print(rows)


def _facts(hit: FoundDocument) -> str:
    felt = f"sentiment {feeling(hit.sentiment)}" if hit.sentiment is not None else ""
    return " · ".join(filter(None, (hit.source, f"{hit.dated:%d %b %Y}", felt, hit.url)))


def by_week(console: Console, answer: MentionsAnswer) -> None:
    console.print(show.clean(answer.subject, "bold"))
    if not answer.weeks:
        console.print(answer.note or "no document of these weeks mentions it", soft_wrap=True)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("week", "source", "documents", "mentions", "", "sentiment"):
        table.add_column(name, justify="right" if name in ("documents", "mentions") else "left")
    most = max(week.mentions for week in answer.weeks)
    for week in answer.weeks:
        table.add_row(*_row(week, most))
    console.print(table)
    console.print(
        "· the source was not fetched that week; ≥ it was not, and this much is known", style="dim"
    )


def _row(week: MentionWeek, most: int) -> tuple[str, ...]:
    known = week.covered or week.documents > 0
    least = "" if week.covered else "≥"
    felt = f"{feeling(week.sentiment)} of {week.judged}" if week.sentiment is not None else "–"
    return (
        f"{week.date:%d %b %Y}",
        show.clean(week.source).plain,
        f"{least}{week.documents}" if known else "·",
        f"{least}{week.mentions}" if known else "·",
        row_bar(week.mentions, most),
        felt if known else "·",
    )


def feeling(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}".replace("-", "−")
