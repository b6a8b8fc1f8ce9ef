"""import, export, search and prospects."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Annotated, Any

import msgspec
import typer

from console import exporting
from console.cli import documents, show
from console.cli.options import AsJson, a_mapping, a_moment
from console.cli.parts import Parts
from console.cli.waiting import counting, following
from console.counts import counted
from console.platform import Platform
from contracts.documents import DocumentFilters
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
        source: Annotated[list[str] | None, typer.Option(help="Only these sources.")] = None,
        place: Annotated[list[str] | None, typer.Option(help="Only these places.")] = None,
        skill: Annotated[list[str] | None, typer.Option(help="Only with these skills.")] = None,
        language: Annotated[list[str] | None, typer.Option(help="uk, ru or en.")] = None,
        profession: Annotated[list[str] | None, typer.Option(help="Only these.")] = None,
    ) -> None:
        """Write the indexed postings to a file or a folder. Their lifecycle comes with them."""
        filters = Filters(
            sources=tuple(source or ()),
            places=tuple(place or ()),
            skills=tuple(skill or ()),
            languages=tuple(language or ()),
            professions=tuple(profession or ()),
        )
        rows = parts.platform().export(filters)
        if format_:
            _write_folder(parts, rows, target, format_)
            return
        count = _write_file(rows, target) if target else _write_lines(rows, sys.stdout.buffer)
        written = f"{counted(count, 'posting')} written"
        parts.notes.print(written + (f" to {target}" if target else ""))


def _write_folder(
    parts: Parts, rows: Iterable[dict[str, Any]], folder: Path | None, kind: str
) -> None:
    if folder is None:
        msg = "export --format needs a folder; see `prospekt export --help`"
        raise Permanent(msg)
    with counting(parts.notes, f"exporting to {folder}") as report:
        count, replaced = exporting.export(rows, folder, kind, report)
    how = "in place of the export that stood there" if replaced else "one folder per day"
    parts.notes.print(f"{counted(count, 'posting')} written to {folder}, {how}")


def _write_file(rows: Iterable[dict[str, Any]], file: Path) -> int:
    writers = {".jsonl": _write_lines, ".csv": _write_csv}
    writer = writers.get(file.suffix.lower())
    if writer is None:
        msg = f"{file}: unknown kind of file; expected .jsonl or .csv"
        raise Permanent(msg)
    with _finished(file) as target:
        return writer(rows, target)


@contextmanager
def _finished(file: Path) -> Iterator[IO[bytes]]:
    """Write beside the file and put it in place when it is whole."""
    partial = file.with_name(f"{file.name}.part")
    try:
        with partial.open("wb") as target:
            yield target
        partial.replace(file)
    except BaseException as error:
        with suppress(OSError):
            partial.unlink()
        if isinstance(error, OSError):
            msg = f"{file}: {error.strerror}; name a file in a writable folder with enough space"
            raise Permanent(msg) from error
        raise


def _write_lines(rows: Iterable[dict[str, Any]], target: IO[bytes]) -> int:
    count = 0
    for row in rows:
        target.write(msgspec.json.encode(row, enc_hook=str) + b"\n")
        count += 1
    return count


def _write_csv(rows: Iterable[dict[str, Any]], target: IO[bytes]) -> int:
    count = 0
    writer = None
    text = io.TextIOWrapper(target, "utf-8", newline="", write_through=True)
    try:
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(text, list(row))
                writer.writeheader()
            count += 1
            writer.writerow({key: _cell(value) for key, value in row.items()})
    finally:
        text.detach()  # whoever opened the file closes it
    return count


def _cell(value: object) -> object:
    plain = msgspec.to_builtins(value)
    if isinstance(plain, (list, tuple)):
        return "; ".join(map(str, plain))
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, dict) else plain


def _search(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def search(  # noqa: PLR0913 - each is an option of the command
        query: Annotated[str | None, typer.Argument(help="Words, in any of the languages.")] = None,
        *,
        limit: Annotated[int, typer.Option(min=0, max=100)] = 10,
        source: Annotated[list[str] | None, typer.Option(help="Only these sources.")] = None,
        place: Annotated[list[str] | None, typer.Option(help="Only these places.")] = None,
        skill: Annotated[list[str] | None, typer.Option(help="Only with these skills.")] = None,
        language: Annotated[list[str] | None, typer.Option(help="uk, ru or en.")] = None,
        watch: Annotated[str, typer.Option(help="What this watch found, instead of words.")] = "",
        in_documents: Annotated[
            bool, typer.Option("--documents", help="Articles and reviews, not postings.")
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """Search the postings, or the documents."""
        filters = Filters(
            sources=tuple(source or ()),
            places=tuple(place or ()),
            skills=tuple(skill or ()),
            languages=tuple(language or ()),
        )
        if (query is None) != bool(watch) or (watch and filters != Filters()):
            msg = "search: give either words or --watch NAME; see `prospekt search --help`"
            raise Permanent(msg)
        if in_documents and (watch or place or skill):
            msg = "search: documents know no --watch, --place or --skill; leave them out"
            raise Permanent(msg)
        platform = parts.platform()
        if in_documents:
            return _documents(parts, platform, query or "", limit, filters, as_json=as_json)
        answer = (
            platform.results(watch, limit=limit)
            if watch
            else platform.search(query or "", limit=limit, filters=filters)
        )
        if as_json:
            return show.as_json(parts.out, answer)
        show.search(parts.out, answer)
        if not answer.total and not platform.progress().indexed:
            parts.say("nothing is indexed yet; fill it by: prospekt demo, crawl, or import FILE")
        return None


def _documents(
    parts: Parts, platform: Platform, query: str, limit: int, filters: Filters, *, as_json: bool
) -> None:
    within = DocumentFilters(sources=filters.sources, languages=filters.languages)
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
