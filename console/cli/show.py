"""How answers look in a terminal."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.text import Text

from console.answers import ProcessState, Progress, SearchAnswer, SearchHit, Status
from console.cli import tables
from console.cli.charts import demand_chart
from console.counts import counted
from console.platform import Platform
from contracts.index import Filters
from contracts.prospects import Prospect

EVIDENCE_SHOWN: Final = 3
WEEKS_SHOWN: Final = 52
NARROWEST_CHART: Final = 8
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_PATHS: Final = {
    "api": {
        "API and its page": "/docs",
        "search": "/api/v1/search?q=data+engineer",
        "metrics": "/metrics",
    },
    "predictions": {"predictions": "/prospects?name=data-engineer", "their metrics": "/metrics"},
}


def as_json(console: Console, value: object) -> None:
    """Print for programs: nothing is wrapped, coloured or cut."""
    raw = msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2)
    console.out(raw.decode(), highlight=False)


def clean(text: str, style: str = "") -> Text:
    """Text from outside, without what would steer the terminal."""
    return Text(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text), style)


def newest(platform: Platform, found: Prospect) -> list[SearchHit]:
    """Look up the newest of the postings that a prospect rests on."""
    ids = found.evidence[:EVIDENCE_SHOWN]
    if not ids:
        return []
    hits = platform.search("", limit=len(ids), filters=Filters(ids=ids)).hits
    return sorted(hits, key=lambda hit: ids.index(hit.id))


def prospect(console: Console, found: Prospect, evidence: Sequence[SearchHit]) -> None:
    console.print()
    title = clean(found.subject.title, "bold").append(f"  {found.subject.kind}", "not bold dim")
    console.print(title)
    console.print(clean(found.note))
    _chart(console, found)
    points = tables.grid()
    for reason in found.reasons:
        shown = f"  {counted(len(reason.postings), 'posting')}" if reason.postings else ""
        points.add_row("•", clean(reason.text).append(shown, "dim"))
    console.print(points)
    _evidence(console, found, evidence)
    for line in _lineage(found):
        console.print(Text(line, "dim"))


def _chart(console: Console, found: Prospect) -> None:
    highest = max((point.flow or 0 for point in found.series), default=0)
    room = console.width - len(f"{highest:,.0f}") - len(found.forecast) - 5
    weeks = max(NARROWEST_CHART, min(WEEKS_SHOWN, room))
    for line in demand_chart(found.series, found.forecast, weeks=weeks):
        console.print(Text(line, "cyan"), soft_wrap=True)


def _evidence(console: Console, found: Prospect, evidence: Sequence[SearchHit]) -> None:
    if not evidence:
        return
    console.print(f"Newest of the {counted(found.coverage.postings, 'posting')} it rests on:")
    rows = tables.grid()
    for hit in evidence:
        what = ", ".join(part for part in (hit.company, *hit.places[:1]) if part)
        seen = f"{hit.first_seen:%d %b}" if hit.first_seen else ""
        rows.add_row(seen, clean(hit.title).append_text(clean(f"  {what} · {hit.source}", "dim")))
    console.print(rows)


def _lineage(found: Prospect) -> list[str]:
    coverage = found.coverage
    facts = [
        f"as of {found.as_of:%d %b %Y}",
        f"{coverage.complete_weeks} of {coverage.weeks} weeks complete",
    ]
    if coverage.sources:
        facts.append(f"sources: {', '.join(coverage.sources)}")
    lines = [" · ".join(facts)]
    if found.model:
        line = f"model {found.model.kind} {found.model.id[:12]}"
        if (test := found.model.backtest) is not None:
            naive = min(test.baselines.values(), default=float("nan"))
            line += f" · backtest error {test.error:.2f} (best naive {naive:.2f})"
        lines.append(line)
    return lines


def found_line(total: int, shown: int) -> str:
    """The total counts those with the words; those that are only near in meaning come with them."""
    line = f"{total:,} found"
    return f"{line} by the words; with what is near in meaning:" if shown > total else line


def search(console: Console, answer: SearchAnswer) -> None:
    console.print(found_line(answer.total, len(answer.hits)))
    for hit in answer.hits:
        console.print(clean(hit.title, "bold"))
        facts = (hit.company, ", ".join(hit.places), _pay(hit), _seen(hit), hit.source)
        rows = tables.grid()
        rows.add_row(" ", clean(" · ".join(fact for fact in facts if fact), "dim"))
        if hit.url:
            rows.add_row(" ", clean(hit.url, "dim"))
        console.print(rows)


def _seen(hit: SearchHit) -> str:
    if hit.closed_at:
        return f"closed {hit.closed_at:%d %b %Y}"
    return f"since {hit.first_seen:%d %b %Y}" if hit.first_seen else ""


def _pay(hit: SearchHit) -> str:
    if hit.salary is None:
        return ""
    low, high = hit.salary.min, hit.salary.max
    if low is not None and high is not None:
        amount = f"{low:,.0f}" if low == high else f"{low:,.0f}–{high:,.0f}"
    elif low is not None:
        amount = f"from {low:,.0f}"
    elif high is not None:
        amount = f"to {high:,.0f}"
    else:
        return ""
    period = "" if hit.salary.period == "month" else f"/{hit.salary.period}"
    return f"{amount} {hit.salary.currency}{period}"


def status(console: Console, found: Status) -> None:
    state = f"up since {found.since:%Y-%m-%d %H:%M} UTC" if found.since else "not running"
    console.print(Text(state, "bold").append(f"  home {found.home}", "not bold"), soft_wrap=True)
    table = tables.grid()
    books = found.ledger
    lines = {
        "now": f"{found.now:%Y-%m-%d %H:%M} UTC",
        "frontier": f"{books.discovered} discovered = {books.done} done + {books.queued} queued "
        f"+ {books.leased} leased + {books.dead} dead",
        "log": f"{counted(found.lag, 'message')} to process, "
        f"{counted(found.dead_letters, 'dead letter')}",
        "index": f"{counted(found.indexed, 'posting')}, {counted(found.documents, 'document')}",
        "watches": str(found.watches),
        "model": found.model or "none trained yet",
        "disk": f"{found.disk_bytes / 2**20:,.0f} MiB",
    }
    for name, value in lines.items():
        table.add_row(Text(name, "dim"), value)
    for process in found.processes:
        line = process_line(process, found.urls.get(process.role, ""), found.home)
        table.add_row(Text(process.role, "dim"), clean(line))
    console.print(table)


def process_line(process: ProcessState, url: str, home: Path) -> str:
    if process.failed:
        return f"cannot run: {process.failed}"
    line = f"process {process.pid}" if process.pid else "starting again"
    if url:
        line += f", {url}"
    if process.falls:
        line += f", fell {process.falls} times in a row; see {home / 'logs' / process.role}.log"
    return line


def progress_line(now: Progress, rate: float, seconds: float) -> str:
    indexed = now.indexed + now.documents
    return (
        f"pages {now.done:,} · queued {now.queued + now.leased:,} · indexed {indexed:,} · "
        f"{rate:,.0f} records/s · lag {now.lag:,} · {seconds:.0f} s"
    )


def urls(console: Console, found: dict[str, str]) -> None:
    table = tables.grid()
    for name, url in found.items():
        for line, path in _PATHS.get(name, {name: ""}).items():
            table.add_row(Text(line, "dim"), url + path)
    console.print(table, soft_wrap=True)
