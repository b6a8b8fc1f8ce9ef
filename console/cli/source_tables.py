"""How sources look in a terminal."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from console.answers import Check, SourceCard, SourceRow
from console.cli import show, tables
from contracts.config import Difference, Health

WIDE: Final = 110


def sources(console: Console, rows: Sequence[SourceRow]) -> None:
    """In a narrow terminal its card alone says what a source is and how it is asked."""
    is_wide = console.width >= WIDE
    more = ["pace", "what"] if is_wide else []
    table = tables.columns("name", "yields", "address", "health", *more)
    for row in rows:
        cells = (
            show.clean(row.name),
            ", ".join(row.yields),
            show.clean(_address(row)),
            _health(row),
        )
        table.add_row(*cells, *((_pace(row), show.clean(_what(row))) if is_wide else ()))
    console.print(table)
    for row in rows:
        if row.fault:
            console.print(show.clean(f"{row.name}: {row.fault}", "yellow"), soft_wrap=True)


def source(console: Console, card: SourceCard) -> None:
    row = card.row
    console.print(show.clean(row.name, "bold").append(f"  {row.origin}", "not bold dim"))
    facts = tables.facts()
    lines = {
        "what": row.summary,
        "yields": ", ".join(row.yields),
        "address": row.base_url or "any site that a watch names",
        "pace": f"1 request per {row.interval_ms / 1000:g} s, {row.slots} at once",
        "terms": card.terms,
        "robots.txt": card.robots,
        "needs": _needs(card),
        "personal data": card.personal,
        "its search takes": ", ".join(card.pushes) or _no_filter(card),
    }
    for name, value in lines.items():
        facts.add_row(Text(name, "dim"), show.clean(value or "nothing"))
    if card.health:
        _fares(facts, card.health)
    else:
        facts.add_row(Text("health", "dim"), "never asked yet")
    if card.broke:
        _broke(facts, card.broke)
    console.print(facts)


def checks(console: Console, found: Sequence[Check]) -> None:
    table = tables.columns("check", "", "says")
    for each in found:
        mend = f"\nto mend: {each.mend}" if each.mend and not each.ok else ""
        mark = Text("ok", "green") if each.ok else Text("FAIL", "red")
        table.add_row(show.clean(each.name), mark, show.clean(each.says + mend))
    console.print(table)


def _no_filter(card: SourceCard) -> str:
    if card.needs.startswith("forbidden"):
        return "not known while it may not be asked"
    return "no filter: all are applied afterwards"


def _address(row: SourceRow) -> str:
    return row.base_url or ("" if row.fault else "any site that is named")


def _pace(row: SourceRow) -> str:
    return "" if row.fault else f"1 per {row.interval_ms / 1000:g} s, {row.slots} at once"


def _what(row: SourceRow) -> str:
    return row.summary if row.origin == "built in" else f"{row.summary} ({row.origin})"


def _health(row: SourceRow) -> str:
    if row.fault:
        return "faulty"
    if not row.health:
        return "not asked"
    return f"{row.health} since {row.since:%Y-%m-%d}" if row.since else row.health


def _needs(card: SourceCard) -> str:
    if not card.secret:
        return card.needs
    state = "is set" if card.secret_is_set else "is not set: see PROSPEKT_CREDENTIALS"
    return f"{card.needs or 'a credential'} ({card.secret} {state})"


def _fares(facts: Table, health: Health) -> None:
    since = f" since {health.since:%Y-%m-%d %H:%M} UTC" if health.since else ""
    facts.add_row(Text("health", "dim"), show.clean(f"{health.outcome}{since}"))
    facts.add_row(Text("last page", "dim"), f"{health.at:%Y-%m-%d %H:%M} UTC")
    if health.ok_at:
        facts.add_row(Text("last read well", "dim"), f"{health.ok_at:%Y-%m-%d %H:%M} UTC")
    if health.reason:
        facts.add_row(Text("last trouble", "dim"), show.clean(health.reason))
    for name, blob in (("failing page", health.blob), ("good page", health.ok_blob)):
        if blob:
            facts.add_row(Text(name, "dim"), show.clean(blob))


def _broke(facts: Table, broke: Difference) -> None:
    before, after = broke.size
    facts.add_row(Text("what broke", "dim"), f"{before:,} bytes then, {after:,} now")
    facts.add_row(Text("  gone", "dim"), show.clean(", ".join(broke.gone) or "no name"))
    facts.add_row(Text("  new", "dim"), show.clean(", ".join(broke.new) or "no name"))
