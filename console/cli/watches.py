"""apply, get, delete and crawl."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
import yaml

from console.answers import CrawlReport
from console.cli import show, source_tables, watch_tables
from console.cli.options import AsJson, Names
from console.cli.parts import Parts
from console.cli.waiting import following
from console.counts import counted
from console.declarations import Misnamed, read_declarations
from console.platform import Platform
from contracts.declared import DeclaredSource
from contracts.errors import Permanent
from contracts.subjects import Watch

KINDS = ("watches", "runs", "sources")


def add(app: typer.Typer, parts: Parts) -> None:
    _apply(app, parts)
    _get(app, parts)
    _delete(app, parts)
    _crawl(app, parts)


def _apply(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def apply(
        file: Annotated[
            Path,
            typer.Option(
                "--filename", "-f", help="A YAML file of watches and sources; - for stdin."
            ),
        ],
    ) -> None:
        """Create or change the watches and sources of a file."""
        found = read_declarations(file)
        try:
            done = parts.platform().apply(found.watches, found.sources)
        except Misnamed as fault:
            raise found.placed(fault) from fault
        for name, outcome in done:
            parts.out.print(f"{name} {outcome}")


def _get(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def get(
        kind: Annotated[str, typer.Argument(help=f"One of: {', '.join(KINDS)}.")],
        name: Annotated[
            str | None,
            typer.Argument(
                help="One of them: a watch, a source, the number of a run; of `runs`, a watch."
            ),
        ] = None,
        limit: Annotated[int, typer.Option(min=1, max=1000, help="Of runs.")] = 20,
        *,
        as_json: AsJson = False,
    ) -> None:
        """List watches, runs or sources, or show one.

        Such as: get watches, get watch NAME, get runs WATCH, get run 7, get source NAME.
        """
        if kind in ("watches", "watch"):
            _get_watches(parts, name, as_json=as_json)
        elif kind == "run" and name:
            _get_run(parts, name, as_json=as_json)
        elif kind in ("runs", "run"):
            found = parts.platform().runs(name or "", limit)
            show.as_json(parts.out, found) if as_json else watch_tables.runs(parts.out, found)
        elif kind in ("sources", "source"):
            _get_sources(parts, name, as_json=as_json)
        else:
            msg = f"get {kind!r}: unknown kind; expected one of {', '.join(KINDS)}"
            raise Permanent(msg)


def _get_watches(parts: Parts, name: str | None, *, as_json: bool) -> None:
    platform = parts.platform()
    if name:
        card = platform.watch(name)
        return show.as_json(parts.out, card) if as_json else watch_tables.watch(parts.out, card)
    rows = platform.watches()
    return show.as_json(parts.out, rows) if as_json else watch_tables.watches(parts.out, rows)


def _get_run(parts: Parts, name: str, *, as_json: bool) -> None:
    if not (name.isascii() and name.isdigit()):
        msg = f"run {name!r} is no number; `prospekt get runs` lists those there are"
        raise Permanent(msg)
    found = parts.platform().run(int(name))
    return show.as_json(parts.out, found) if as_json else watch_tables.run(parts.out, found)


def _get_sources(parts: Parts, name: str | None, *, as_json: bool) -> None:
    platform = parts.platform()
    if name:
        card = platform.source(name)
        return show.as_json(parts.out, card) if as_json else source_tables.source(parts.out, card)
    rows = platform.sources()
    return show.as_json(parts.out, rows) if as_json else source_tables.sources(parts.out, rows)


def _delete(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def delete(
        kind: Annotated[str, typer.Argument(help="watch or source")],
        name: Annotated[str, typer.Argument(help="Its name.")],
    ) -> None:
        """Delete a watch or a declared source. What it brought stays, and it can be undone."""
        if kind in ("watch", "watches"):
            _deleted(parts, "watch", parts.platform().delete_watch(name))
        elif kind in ("source", "sources"):
            _deleted(parts, "source", parts.platform().delete_source(name))
        else:
            msg = f"delete {kind!r}: only a watch or a source can be deleted"
            raise Permanent(msg)


def _deleted(parts: Parts, kind: str, what: Watch | DeclaredSource) -> None:
    kept = _kept(parts.home() / "deleted", kind, what)
    said = f"{kind}/{what.name} deleted; to undo: prospekt apply -f {kept}"
    parts.out.print(said, soft_wrap=True)


def _kept(folder: Path, kind: str, what: Watch | DeclaredSource) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / (f"{what.name}.yaml" if kind == "watch" else f"source-{what.name}.yaml")
    text = yaml.safe_dump(msgspec.to_builtins(what), allow_unicode=True, sort_keys=False)
    file.write_text(text, "utf-8")
    return file


def _listings(done: CrawlReport) -> str:
    if done.listings == done.already_under_way == 0:
        return "no source has a listing that answers these watches"
    under_way = (
        f", {done.already_under_way} under way or just walked" if done.already_under_way else ""
    )
    return f"{counted(done.listings, 'listing')} swept{under_way}"


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
            f"{_listings(done)}; {counted(done.pages, 'page')} fetched, {done.dead} dead; "
            f"{counted(done.indexed, 'posting')} and {counted(done.documents, 'document')} indexed"
        )
        for name, outcome in sorted(done.troubled.items()):
            parts.out.print(f"{name}: {outcome}; `prospekt get source {name}` tells more")
        if done.waiting:
            parts.out.print(
                f"{counted(done.waiting, 'page')} left for hosts that rest or do not answer; "
                "`prospekt up` or another crawl fetches what waits"
            )
        return None
