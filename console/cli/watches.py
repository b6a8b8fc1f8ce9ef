"""apply, get, delete and crawl."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
import yaml
from rich.table import Table
from rich.text import Text

from console.cli import show
from console.cli.options import AsJson, Names
from console.cli.parts import Parts
from console.cli.waiting import following
from console.declarations import read_declarations
from console.platform import CrawlReport, Platform, WatchRow
from contracts.errors import Permanent
from contracts.subjects import Watch

KINDS = ("watches", "sources")


def add(app: typer.Typer, parts: Parts) -> None:
    _apply(app, parts)
    _get(app, parts)
    _delete(app, parts)
    _crawl(app, parts)


def _apply(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def apply(
        file: Annotated[Path, typer.Option("--filename", "-f", help="A YAML file of watches.")],
    ) -> None:
        """Create or change the watches of a file."""
        for name, outcome in parts.platform().apply(read_declarations(file).watches):
            parts.out.print(f"watch/{name} {outcome}")


def _get(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def get(
        kind: Annotated[str, typer.Argument(help=f"One of: {', '.join(KINDS)}.")],
        name: Annotated[str | None, typer.Argument(help="One of them.")] = None,
        *,
        as_json: AsJson = False,
    ) -> None:
        """List watches or sources, or show one."""
        if kind in ("watches", "watch"):
            _show_watches(parts, _picked(parts.platform().watches(), name), as_json=as_json)
        elif kind in ("sources", "source"):
            _show_sources(parts, name, as_json=as_json)
        else:
            msg = f"get {kind!r}: unknown kind; expected one of {', '.join(KINDS)}"
            raise Permanent(msg)


def _picked(rows: list[WatchRow], name: str | None) -> list[WatchRow]:
    found = [row for row in rows if name in (None, row.watch.name)]
    if name and not found:
        msg = f"watch {name!r} does not exist; `prospekt get watches` lists those that do"
        raise Permanent(msg)
    return found


def _show_watches(parts: Parts, rows: list[WatchRow], *, as_json: bool) -> None:
    if as_json:
        return show.as_json(parts.out, rows)
    if not rows:
        parts.out.print("no watches yet; `prospekt apply -f FILE` makes one (docs/watches.md)")
        return None
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("name", "asks for", "schedule", "last run", "outcome", "pages", "waiting"):
        table.add_column(column)
    for row in rows:
        spec = row.watch.spec
        asks = spec.subject or ", ".join((*spec.keywords, *spec.websites))
        plan = (
            (spec.schedule.cron or f"every {spec.schedule.every}") if spec.schedule else "by hand"
        )
        table.add_row(
            Text(row.watch.name),
            Text(asks),
            "suspended" if spec.suspend else plan,
            f"{row.last_run:%Y-%m-%d %H:%M}" if row.last_run else "never",
            row.last_outcome,
            str(row.ledger.done),
            str(row.ledger.outstanding),
        )
    parts.out.print(table)
    return None


def _show_sources(parts: Parts, name: str | None, *, as_json: bool) -> None:
    rows = [row for row in parts.platform().sources() if name in (None, row.name)]
    if name and not rows:
        msg = f"source {name!r} does not exist; `prospekt get sources` lists those that do"
        raise Permanent(msg)
    if as_json:
        return show.as_json(parts.out, rows)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("name", "address", "pace", "what"):
        table.add_column(column, overflow="fold")
    for row in rows:
        pace = f"1 per {row.interval_ms} ms, {row.slots} at once"
        table.add_row(row.name, row.base_url, pace, row.summary)
    parts.out.print(table)
    return None


def _delete(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def delete(
        kind: Annotated[str, typer.Argument(help="watch")],
        name: Annotated[str, typer.Argument(help="Its name.")],
    ) -> None:
        """Delete a watch. Its postings stay, and it can be brought back."""
        if kind not in ("watch", "watches"):
            msg = f"delete {kind!r}: only a watch can be deleted"
            raise Permanent(msg)
        watch = parts.platform().delete_watch(name)
        kept = _kept(parts.home() / "deleted", watch)
        parts.out.print(f"watch/{name} deleted; to undo: prospekt apply -f {kept}", soft_wrap=True)


def _kept(folder: Path, watch: Watch) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{watch.name}.yaml"
    text = yaml.safe_dump(msgspec.to_builtins(watch), allow_unicode=True, sort_keys=False)
    file.write_text(text, "utf-8")
    return file


def _listings(done: CrawlReport) -> str:
    if done.listings == done.already_under_way == 0:
        return "no source has a listing that answers these watches"
    under_way = (
        f", {done.already_under_way} under way or just walked" if done.already_under_way else ""
    )
    return f"{done.listings} listings swept{under_way}"


def _crawl(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def crawl(names: Names = None, *, as_json: AsJson = False) -> None:
        """Sweep the listings of watches now. It ends when what they brought is searchable."""
        platform: Platform = parts.platform()
        with following(parts.notes, "crawling", parts.home()) as report:
            done = platform.crawl(names or [], report)
        if as_json:
            return show.as_json(parts.out, done)
        parts.out.print(
            f"{_listings(done)}; {done.pages} pages fetched, {done.dead} dead; "
            f"{done.indexed} records in the index"
        )
        return None
