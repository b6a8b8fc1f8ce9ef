"""erase: what shall not be kept, its list, and its undoing."""

import shlex
from datetime import datetime
from typing import Annotated, Final

import typer
from msgspec.structs import asdict, astuple, replace
from rich.table import Table

from console.answers import Erasing, ErasureReport, Lifted
from console.cli import show
from console.cli.options import AsJson
from console.cli.parts import Parts
from console.cli.waiting import following, resting
from console.counts import counted
from console.platform import Platform
from contracts.erasures import Erasure
from contracts.errors import Permanent

_EXAMPLES: Final = """\b
Examples:
  prospekt erase --company "Paul Klee"
  prospekt erase --url http://board.test/jobs/
  prospekt erase lift 6d5e1d04a2b3
"""
_NOTHING: Final = "nothing there now matches; it is only kept out"


def add(app: typer.Typer, parts: Parts) -> None:
    erasing = typer.Typer(help="Erase records for good, and keep them out. `list`, `lift ID`.")
    app.add_typer(erasing, name="erase")
    _erase(erasing, parts)
    _list(erasing, parts)
    _lift(erasing, parts)


def _erase(erasing: typer.Typer, parts: Parts) -> None:
    @erasing.callback(invoke_without_command=True, epilog=_EXAMPLES)
    def erase(
        context: typer.Context,
        posting: Annotated[str, typer.Option(help="A posting's id or its whole address.")] = "",
        document: Annotated[str, typer.Option(help="A document's id or its whole address.")] = "",
        company: Annotated[str, typer.Option(help="All postings of this company.")] = "",
        url: Annotated[
            str, typer.Option(help="All postings and documents whose address begins so.")
        ] = "",
        *,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Erase postings and documents for good: index, archive, log. No crawl brings them back."""
        given = Erasing(posting=posting, document=document, company=company.strip(), url=url)
        if context.invoked_subcommand:
            return _refuse(context.invoked_subcommand, any((*astuple(given), yes, as_json)))
        wanted = _wanted(given)
        platform = parts.platform()
        planned = platform.plan_erasure(wanted)
        if not yes:
            parts.say(_told(planned))
            typer.confirm("Erase them for good?", abort=True, err=True)
        going_on = rests(wanted, planned)
        with (
            resting(parts.notes, going_on),
            following(parts.notes, "erasing", parts.home(), passing=True) as report,
        ):
            done = platform.erase(wanted, report)
        done = replace(
            done, postings=planned.postings, documents=planned.documents, titles=planned.titles
        )
        if as_json:
            return show.as_json(parts.out, done)
        for line in done_lines(done):
            parts.out.print(line, soft_wrap=True)
        return None


def _refuse(subcommand: str, options: bool) -> None:  # noqa: FBT001
    if options:
        msg = f"erase: options before {subcommand!r} would do nothing; put them behind it"
        raise Permanent(f"{msg}, or leave {subcommand!r} out")


def _wanted(given: Erasing) -> Erasing:
    if sum(map(bool, (given.posting, given.document, given.company, given.url))) != 1:
        msg = "erase: give one of --posting, --document, --company and --url"
        raise Permanent(f"{msg}; see `prospekt erase --help`")
    return given


def rests(wanted: Erasing, planned: ErasureReport) -> str:
    """An address says nothing once its record is out of the index: the id does."""
    given = {option: value for option, value in asdict(wanted).items() if value}
    ((option, _),) = given.items()
    again = [f"`prospekt erase --{option} {shlex.quote(name)}`" for name in planned.named]
    return f"begun, not ended: run {' and '.join(again)} again"


def _what(report: ErasureReport) -> str:
    """Documents are named where there are any."""
    postings, documents = counted(report.postings, "posting"), counted(report.documents, "document")
    if not report.documents:
        return postings
    return f"{postings} and {documents}" if report.postings else documents


def done_lines(done: ErasureReport) -> list[str]:
    messages = counted(done.messages, "message")
    log = "" if done.kept_until else f"{messages} of the log, "
    pages, letters = counted(done.pages, "archived page"), counted(done.letters, "dead letter")
    by = ", ".join(done.ids)
    if not any((done.postings, done.documents, done.messages, done.pages, done.letters)):
        return [f"{_NOTHING} by {by}"]
    kept_out = f"kept out by {by}"
    lines = [f"{_what(done)} erased, with {log}{pages} and {letters}; {kept_out}"]
    if done.kept_until:
        lines.append(
            f"Kafka overwrites nothing: {messages} of theirs may stand there, and be read by who "
            f"may read it, until {done.kept_until:%d %b %Y}; nothing indexes them"
        )
    return lines


def _told(planned: ErasureReport) -> str:
    if not (planned.postings or planned.documents):
        return _NOTHING
    lines = [f"{_what(planned)} would be erased, for good:"]
    lines += [f"  {show.clean(title)}" for title in planned.titles]
    left = planned.postings + planned.documents - len(planned.titles)
    if left:
        lines.append(f"  … and {left} more")
    return "\n".join(lines)


def _list(erasing: typer.Typer, parts: Parts) -> None:
    @erasing.command(name="list")
    def list_(*, as_json: AsJson = False) -> None:
        """List what was erased, the oldest first."""
        found = parts.platform().erasures()
        if as_json:
            return show.as_json(parts.out, found)
        if not found:
            parts.out.print("nothing was erased")
            return None
        table = Table(box=None, pad_edge=False, header_style="dim")
        for column in ("id", "what", "at", "ended", "lifted"):
            table.add_column(column, overflow="fold")
        for each in found:
            when = map(_when, (each.at, each.ended_at, each.lifted_at))
            table.add_row(each.id, show.clean(_name(each)), *when)
        parts.out.print(table)
        if not all(each.ended_at or each.lifted_at for each in found):
            parts.say("not ended: copies may stand; the next `prospekt erase` ends all of them")
        return None


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "no"


def _lift(erasing: typer.Typer, parts: Parts) -> None:
    @erasing.command()
    def lift(
        name: Annotated[str, typer.Argument(metavar="ID")], *, as_json: AsJson = False
    ) -> None:
        """Lift an erasure: a later crawl may bring back what it covered."""
        platform: Platform = parts.platform()
        with following(parts.notes, "lifting", parts.home(), passing=True) as report:
            lifted = platform.lift_erasure(name, report)
        if as_json:
            return show.as_json(parts.out, lifted)
        parts.out.print(show.clean(lifted_line(lifted)), soft_wrap=True)
        return None


def lifted_line(lifted: Lifted) -> str:
    if not lifted.still:
        return f"{lifted.id} is lifted: what comes from now on is kept again"
    still = ", ".join(f"{each.id} ({_name(each)})" for each in lifted.still)
    return f"{lifted.id} is lifted, but some of the same is still kept out by {still}"


def _name(erasure: Erasure) -> str:
    return erasure.posting or erasure.document or erasure.company or erasure.url
