"""source check, and parse."""

from pathlib import Path
from typing import Annotated, Final

import typer

from console import parsed as public
from console.cli import show, source_tables
from console.cli.options import AsJson, a_moment, helped
from console.cli.parts import Parts
from console.declarations import read_declarations
from contracts.declared import DeclaredSource
from contracts.errors import Permanent
from contracts.records import Parsed

FAILED: Final = 1
Urls = Annotated[
    list[str] | None, typer.Option("--url", help="Where each page is from, in their order.")
]


def add(app: typer.Typer, parts: Parts) -> None:
    group = typer.Typer(help="Sources: built in, declared in YAML, or brought by a package.")
    group.callback(invoke_without_command=True)(helped)
    app.add_typer(group, name="source")
    _check(group, parts)
    _parse(app, parts)


def _check(group: typer.Typer, parts: Parts) -> None:
    @group.command()
    def check(
        name: Annotated[str, typer.Argument(help="A source; `prospekt get sources` lists them.")],
        page: Annotated[
            list[Path] | None, typer.Option(help="A saved page that it must read well.")
        ] = None,
        url: Urls = None,
        *,
        as_json: AsJson = False,
    ) -> None:
        """Try the contract of a source on it. Exit code 1 when it fails; docs/plugins.md tells."""
        files, urls = page or [], url or []
        if len(urls) > len(files):
            msg = f"{len(urls)} --url for {len(files)} --page; give each page its address"
            raise Permanent(msg)
        urls += [""] * (len(files) - len(urls))
        pages = [
            (file.name, _bytes(file), _address(at)) for file, at in zip(files, urls, strict=True)
        ]
        found = parts.platform().check_source(name, pages)
        if as_json:
            show.as_json(parts.out, found)
        else:
            source_tables.checks(parts.out, found)
            if not pages:
                parts.say(
                    "no page was given: with --page FILE it is tried on pages of its site too"
                )
        if not all(each.ok for each in found):
            raise typer.Exit(FAILED)


def _parse(app: typer.Typer, parts: Parts) -> None:
    @app.command()
    def parse(
        source: Annotated[str, typer.Argument(help="A source; `prospekt get sources` lists them.")],
        file: Annotated[Path, typer.Argument(help="A saved page.")],
        url: Annotated[str, typer.Option(help="Where the page came from.")] = "",
        now: Annotated[str, typer.Option(help="When it was fetched (ISO).")] = "",
        declared: Annotated[
            Path | None,
            typer.Option("--file", help="A YAML file that declares it; it need not be applied."),
        ] = None,
        *,
        as_json: AsJson = False,
    ) -> None:
        """Run a source's parser on a saved page."""
        body = _bytes(file)
        moment = a_moment(now, "--now") if now else None
        which = _declared(declared, source) if declared else source
        parsed = parts.platform().parse(which, body, url=_address(url), now=moment)
        if as_json:
            return show.as_json(parts.out, public.told(parsed))
        return _print(parts, parsed)


def _print(parts: Parts, parsed: Parsed) -> None:
    given = {
        "postings": parsed.postings or parsed.cards,
        "documents": parsed.documents,
        "observations": parsed.observations,
        "sightings": parsed.sightings,
        "links": parsed.follow,
    }
    counts = ", ".join(f"{len(found)} {what}" for what, found in given.items())
    reason = f" ({parsed.reason})" if parsed.reason else ""
    parts.out.print(show.clean(f"{parsed.outcome}: {counts}{reason}"))
    for posting in parsed.postings or parsed.cards:
        parts.out.print(show.clean(f"  {posting.external_id}  {posting.title}"))
    for document in parsed.documents:
        parts.out.print(show.clean(f"  {document.external_id}  {document.title}"))
    for seen in parsed.observations:
        line = f"  {seen.subject}  {seen.metric} {seen.value:g} at {seen.at:%Y-%m-%d %H:%M}"
        parts.out.print(show.clean(line))


def _declared(file: Path, name: str) -> DeclaredSource:
    found = read_declarations(file).sources
    for each in found:
        if each.name == name:
            return each
    known = ", ".join(each.name for each in found) or "none"
    msg = f"{file}: declares no source {name!r}; it declares: {known}"
    raise Permanent(msg)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        msg = f"{file}: {error.strerror}; name a readable file"
        raise Permanent(msg) from error


def _address(url: str) -> str:
    if url and "://" not in url:
        msg = f"--url {url!r} is no address; write it whole, such as https://www.work.ua/jobs/"
        raise Permanent(msg)
    return url
