"""import, export, search and prospects."""

import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from console import exporting
from console.cli import documents, filtering, show
from console.cli.filtering import Languages, Places, Professions, Skills, Sources
from console.cli.options import AsJson, a_mapping, a_moment
from console.cli.parts import Parts
from console.cli.waiting import counting, following
from console.counts import counted
from console.platform import Platform
from contracts.errors import Permanent
from contracts.index import Filters


def add(app: typer.Typer, parts: Parts) -> None:
    _import(app, parts)
    _export(app, parts)
    _search(app, parts)
    _prospects(app, parts)


def _import(app: typer.Typer, parts: Parts) -> None:
    @app.command(name="import")
    def import_(
        file: Annotated[Path, typer.Argument(help="Postings or a series, as .csv or .jsonl.")],
        source: Annotated[
            str, typer.Option(help="Where they come from; else the file's name.")
        ] = "",
        mapping: Annotated[
            list[str] | None, typer.Option("--map", help="OURS=THEIRS: a column by another name.")
        ] = None,
        as_of: Annotated[
            str, typer.Option(help="When the file was true (ISO); else its date on disk.")
        ] = "",
        listing: Annotated[
            str, typer.Option(help="The listing they stood in, whose later sweeps may close them.")
        ] = "",
        *,
        as_json: AsJson = False,
    ) -> None:
        """Take a file of postings or of a series. It ends when all is searchable.

        Postings: external_id, title, company, place, description, posted_at, first_seen, closed_at,
        url, salary, language. Series: subject, metric, date, value.
        """
        with following(parts.notes, f"importing {file.name}", parts.home()) as report:
            done = parts.platform().import_file(
                file,
                source=source or file.stem,
                mapping=a_mapping(mapping or []),
                as_of=a_moment(as_of, "--as-of") if as_of else None,
                listing=listing,
                report=report,
            )
        if as_json:
            return show.as_json(parts.out, done)
        parts.out.print(
            f"{counted(done.read, 'row')} read: {done.taken} taken, {done.refused} refused; "
            f"{counted(done.indexed, 'record')} in the index"
        )
        for refusal in done.refusals:
            parts.out.print(f"  line {refusal.line}: {refusal.reason}")
        if done.refused > len(done.refusals):
            parts.out.print(f"  … and {done.refused - len(done.refusals)} more")
        return None


def _export(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def export(
        target: Annotated[
            Path | None,
            typer.Argument(help="A .jsonl or .csv file; with --format a folder; none: stdout."),
        ] = None,
        *,
        format_: Annotated[
            str, typer.Option("--format", help="parquet, csv or jsonl, in a folder by date.")
        ] = "",
        source: Sources = None,
        place: Places = None,
        skill: Skills = None,
        language: Languages = None,
        profession: Professions = None,
    ) -> None:
        """Write the indexed postings to a file or a folder. Their lifecycle comes with them.

        Such as: export postings.csv --place Kyiv --skill Python, export FOLDER --format parquet.
        """
        asked = Filters(
            sources=tuple(source or ()),
            places=tuple(place or ()),
            skills=tuple(skill or ()),
            languages=tuple(language or ()),
            professions=tuple(profession or ()),
        )
        platform = parts.platform()
        rows = platform.export(filtering.of_postings(parts, platform, asked))
        if format_:
            _to_folder(parts, rows, target, format_)
        else:
            _to_file(parts, rows, target)


def _to_folder(
    parts: Parts, rows: Iterable[dict[str, Any]], folder: Path | None, kind: str
) -> None:
    if folder is None:
        msg = "export --format needs a folder; see `prospekt export --help`"
        raise Permanent(msg)
    with counting(parts.notes, f"exporting to {folder}") as report:
        count, replaced = exporting.export_folder(rows, folder, kind, report)
    how = "in place of the export that stood there" if replaced else "one folder per day"
    parts.say(f"{counted(count, 'posting')} written to {folder}, {how}")


def _to_file(parts: Parts, rows: Iterable[dict[str, Any]], file: Path | None) -> None:
    where = f" to {file}" if file else ""
    # On a terminal the lines themselves show how far it is.
    progress = nullcontext(_untold) if not file and sys.stdout.isatty() else None
    with progress or counting(parts.notes, f"exporting{where}") as report:
        if file:
            count = exporting.export_file(rows, file, report)
        else:
            count = exporting.export_lines(rows, sys.stdout.buffer, report)
    parts.say(f"{counted(count, 'posting')} written{where}")


def _untold(_: int) -> None:
    """Nobody is to see it."""


def _search(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def search(  # noqa: PLR0913 - each is an option of the command
        query: Annotated[str | None, typer.Argument(help="Words, in any of the languages.")] = None,
        *,
        limit: Annotated[int, typer.Option(min=0, max=100)] = 10,
        source: Sources = None,
        place: Places = None,
        skill: Skills = None,
        language: Languages = None,
        watch: Annotated[str, typer.Option(help="What this watch found, instead of words.")] = "",
        in_documents: Annotated[
            bool, typer.Option("--documents", help="Articles and reviews, not postings.")
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """Search the postings, or the documents.

        Such as: search 'data engineer' --place Kyiv, search '' --skill Python, search --watch NAME.
        """
        asked = Filters(
            sources=tuple(source or ()),
            places=tuple(place or ()),
            skills=tuple(skill or ()),
            languages=tuple(language or ()),
        )
        if (query is None) != bool(watch) or (watch and asked != Filters()):
            msg = "search: give either words or --watch NAME; see `prospekt search --help`"
            raise Permanent(msg)
        if in_documents and (watch or place or skill):
            msg = "search: documents know no --watch, --place or --skill; leave them out"
            raise Permanent(msg)
        platform = parts.platform()
        if in_documents:
            return _documents(parts, platform, query or "", limit, asked, as_json=as_json)
        if watch:
            answer = platform.results(watch, limit=limit)
        else:
            filters = filtering.of_postings(parts, platform, asked)
            answer = platform.search(query or "", limit=limit, filters=filters)
        if as_json:
            return show.as_json(parts.out, answer)
        show.search(parts.out, answer)
        if not answer.total and not platform.progress().indexed:
            parts.say("nothing is indexed yet; fill it by: prospekt demo, crawl, or import FILE")
        return None


def _documents(
    parts: Parts, platform: Platform, query: str, limit: int, asked: Filters, *, as_json: bool
) -> None:
    within = filtering.of_documents(parts, platform, asked)
    answer = platform.search_documents(query, limit=limit, filters=within)
    if as_json:
        show.as_json(parts.out, answer)
    else:
        documents.found(parts.out, answer)


def _prospects(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def prospects(
        name: Annotated[str, typer.Argument(help="A profession in any language, or a series.")],
        horizon: Annotated[int, typer.Option(min=1, max=52, help="Weeks ahead.")] = 12,
        *,
        as_json: AsJson = False,
    ) -> None:
        """Say how demand moves and what it will be. With how sure that is and what it rests on."""
        platform = parts.platform()
        found = platform.prospect(name, horizon)
        if as_json:
            return show.as_json(parts.out, found)
        show.prospect(parts.out, found, show.newest(platform, found))
        return None
