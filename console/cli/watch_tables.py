"""How watches and their runs look in a terminal."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from console.answers import NextRun, WatchCard, WatchRow
from console.cli import show, tables
from contracts.config import SEEDING, Run, SourceCount
from contracts.subjects import Schedule, Watch


def watches(console: Console, rows: Sequence[WatchRow]) -> None:
    if not rows:
        console.print("no watches yet; `prospekt apply -f FILE` makes one (docs/watches.md)")
        return
    table = tables.columns(
        *("name", "asks for", "schedule", "last run", "outcome", "next run", "waiting")
    )
    for row in rows:
        table.add_row(
            show.clean(row.watch.name),
            show.clean(_asks(row.watch)),
            show.clean(_schedule(row.watch)),
            _moment(row.last_run) or "never",
            show.clean(_outcome(row)),
            _next(row),
            str(row.ledger.outstanding),
        )
    console.print(table)


def watch(console: Console, card: WatchCard) -> None:
    row, spec = card.row, card.row.watch.spec
    console.print(show.clean(row.watch.name, "bold"))
    facts = tables.grid()
    lines = {
        "asks for": _asks(row.watch),
        "sources": ", ".join(spec.sources) or "every one that can answer",
        "languages": ", ".join(spec.languages),
        "filters": _filters(row.watch),
        "schedule": _schedule(row.watch),
        "pages": f"{row.ledger.done} fetched, {row.ledger.outstanding} waiting, "
        f"{row.ledger.dead} dead, of all time",
    }
    for name, value in lines.items():
        if value:
            facts.add_row(Text(name, "dim"), show.clean(value))
    console.print(facts)
    _next_runs(console, card)
    runs(console, card.runs)
    if card.runs:
        console.print(Text(f"Sources of run {card.runs[0].id}:", "dim"))
        _sources(console, card.runs[0])


def runs(console: Console, found: Sequence[Run]) -> None:
    if not found:
        console.print("no runs yet; `prospekt up` follows the schedules, `prospekt crawl` runs one")
        return
    table = tables.columns("run", "watch", "began", "took", "outcome", "pages", "dead", "retries")
    for each in found:
        table.add_row(
            str(each.id),
            show.clean(each.watch),
            _moment(each.started_at),
            _took(each),
            show.clean(each.outcome),
            str(_pages(each)),
            str(each.counts.get("dead", 0)),
            str(sum(count.retries for count in each.sources.values())),
        )
    console.print(table)


def run(console: Console, found: Run) -> None:
    console.print(show.clean(f"run {found.id} of {found.watch}: {found.outcome}", "bold"))
    facts = tables.grid()
    for stage, began in sorted(found.stages.items(), key=_in_order):
        facts.add_row(Text(stage, "dim"), f"{began:%Y-%m-%d %H:%M:%S} UTC")
    if found.ended_at:
        facts.add_row(Text("ended", "dim"), f"{found.ended_at:%Y-%m-%d %H:%M:%S} UTC")
    console.print(facts)
    _sources(console, found)
    log = tables.grid()
    for line in found.lines:
        log.add_row(Text(f"{line.at:%H:%M:%S}", "dim"), show.clean(line.text))
    console.print(log)


def _in_order(stage: tuple[str, datetime]) -> tuple[datetime, bool]:
    """Whatever begins in the same moment as the seeding comes after it."""
    return stage[1], stage[0] != SEEDING


def _sources(console: Console, found: Run) -> None:
    if not found.sources:
        return
    table = tables.columns(
        *("source", "pages", "ok", "empty", "unchanged", "changed", "blocked", "retries")
    )
    for name, count in sorted(found.sources.items()):
        table.add_row(show.clean(name), str(count.pages), *_outcomes(count), str(count.retries))
    console.print(table)


def _outcomes(count: SourceCount) -> list[str]:
    names = ("ok", "empty", "unchanged", "changed", "blocked")
    return [str(count.outcomes.get(name, "")) for name in names]


def _next_runs(console: Console, card: WatchCard) -> None:
    schedule = card.row.watch.spec.schedule
    if schedule is None or not card.next_runs:
        return
    console.print(Text("Next runs:", "dim"))
    table = tables.grid()
    for each in card.next_runs:
        table.add_row(_in_zone(each.begins_at, schedule), _late(each, card), each.note)
    console.print(table)


def _late(each: NextRun, card: WatchCard) -> str:
    if card.row.overdue and each is card.next_runs[0]:
        return "overdue: `prospekt up` follows the schedules"
    seconds = round((each.begins_at - each.due_at).total_seconds())
    return f"{seconds} s of jitter" if seconds > 0 and each.begins_at != card.row.last_run else ""


def _in_zone(moment: datetime, schedule: Schedule) -> str:
    local = moment.astimezone(ZoneInfo(schedule.time_zone))
    return f"{local:%a %Y-%m-%d %H:%M %Z} ({local:%z})"


def _next(row: WatchRow) -> str:
    schedule = row.watch.spec.schedule
    if row.watch.spec.suspend:
        return "suspended"
    if row.next_run is None or schedule is None:
        return "by hand"
    if row.overdue:
        return "overdue"
    local = row.next_run.astimezone(ZoneInfo(schedule.time_zone))
    return f"{local:%Y-%m-%d %H:%M} {schedule.time_zone}"


def _outcome(row: WatchRow) -> str:
    """The run's, and below it those of the sources that differ from it."""
    others = [f"{name}: {said}" for name, said in row.sources.items() if said != "done"]
    return "\n".join([row.last_outcome, *others])


def _asks(watch: Watch) -> str:
    spec = watch.spec
    return ", ".join(filter(None, (spec.subject, *spec.keywords, *spec.websites)))


def _schedule(watch: Watch) -> str:
    schedule = watch.spec.schedule
    if schedule is None:
        return "by hand"
    when = f"{schedule.cron} {schedule.time_zone}" if schedule.cron else f"every {schedule.every}"
    return when + (f" + up to {schedule.jitter}" if schedule.jitter else "")


def _filters(watch: Watch) -> str:
    filters = watch.spec.filters
    said = {
        "places": ", ".join(filters.places),
        "remote": "" if filters.remote is None else "yes" if filters.remote else "no",
        "posted within": filters.posted_within,
        "employment": ", ".join(filters.employment),
        "pay from": f"{filters.salary_min:,.0f} {filters.salary_currency}".rstrip()
        if filters.salary_min
        else "",
    }
    return "; ".join(f"{name} {value}" for name, value in said.items() if value)


def _pages(found: Run) -> int:
    return sum(count.pages for count in found.sources.values()) or found.counts.get("done", 0)


def _took(found: Run) -> str:
    if found.ended_at is None:
        return ""
    minutes, seconds = divmod(round((found.ended_at - found.started_at).total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s"


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
