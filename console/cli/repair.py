"""replay and dead letters."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Final

import msgspec
import typer
from rich.table import Table

from console.answers import ReplayReport
from console.cli import show, tables
from console.cli.options import AsJson, Names, a_moment, helped
from console.cli.parts import Parts
from console.cli.waiting import following, resting, staging
from console.counts import counted
from console.platform import Platform
from contracts.errors import Permanent
from contracts.events import DeadLetter
from stream.dead_letters import SentBack, Wanted
from stream.delivery import letter_id
from stream.replay.run import Wanted as Replaying

SHOWN: Final = 50
"""Letters of a table: laying out thousands takes longer than finding them."""
_GONE: Final = "its bytes are not kept any more"
GOES_ON: Final = "`prospekt replay` goes on with it, `prospekt replay --abort` drops it"

Stage = Annotated[str, typer.Option(help="Only of this stage.")]
Since = Annotated[str | None, typer.Option(help="Only since this date (ISO).")]
Reason = Annotated[str, typer.Option(help="Only with these words in the reason.")]


_REPLAY: Final = """\b
Examples:
  prospekt replay --from 2026-09-01 --reparse
  prospekt replay            goes on with one that was cut off
"""
_LIST: Final = """\b
Examples:
  prospekt deadletters list --open --reason salary
  prospekt deadletters list --since 2026-09-01 --json
"""
_LETTERS: Final = """\b
Examples:
  prospekt deadletters replay postings.raw/0/17
  prospekt deadletters replay --stage understand --since 2026-09-01
"""


def add(app: typer.Typer, parts: Parts) -> None:
    letters = typer.Typer(help="Messages that could not be processed. They are kept whole.")
    letters.callback(invoke_without_command=True)(helped)
    app.add_typer(letters, name="deadletters")
    _replay(app, parts)
    _list(letters, parts)
    _show(letters, parts)
    _replay_letters(letters, parts)


def _replay(app: typer.Typer, parts: Parts) -> None:
    @app.command(epilog=_REPLAY)
    def replay(
        since: Annotated[str | None, typer.Option("--from", help="From this date (ISO).")] = None,
        step: Annotated[str, typer.Option(help="Only this: embed makes the vectors anew.")] = "",
        *,
        reparse: Annotated[
            bool, typer.Option("--reparse", help="Parse the archived pages anew as well.")
        ] = False,
        abort: Annotated[bool, typer.Option("--abort", help="Drop the unfinished one.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Fill a second index with what came since a date, by the steps of today, and use it.

        Without --from it goes on with the one that was cut off.
        """
        if abort:
            if since is not None or step or reparse:
                msg = (
                    "replay --abort: drops the unfinished one; leave out --from, --step, --reparse"
                )
                raise Permanent(msg)
            return _abort(parts, as_json=as_json)
        wanted = _wanted_replay(since, step, reparse=reparse)
        platform = parts.platform()
        rests = resting(parts.notes, f"the replay rests: {GOES_ON}")
        with rests, staging(parts.notes, "replay") as report:
            done = platform.replay(wanted, report)
        if done.pages:
            _settle(parts, platform)
        if as_json:
            return show.as_json(parts.out, done)
        return parts.out.print(_replayed(done), soft_wrap=True)


def _abort(parts: Parts, *, as_json: bool) -> None:
    dropped = parts.platform().abort_replay()
    if as_json:
        show.as_json(parts.out, {"dropped": dropped or None})
    else:
        parts.out.print(f"{dropped} is dropped" if dropped else "no replay to drop")


def _wanted_replay(since: str | None, step: str, *, reparse: bool) -> Replaying | None:
    if since is not None:
        return Replaying(since=a_moment(since, "--from"), reparse=reparse, step=step)
    if reparse or step:
        msg = "replay: --reparse and --step need a --from DATE"
        raise Permanent(msg)
    return None


def _replayed(done: ReplayReport) -> str:
    counts = ", ".join(f"{many} {name}" for name, many in done.outcomes.items()) or "none"
    lines = [
        f"{'resumed and ' if done.resumed else ''}in use since now; {done.seconds:.0f} s",
        f"messages read: {counts}",
    ]
    if done.pages:
        lines.append(f"{counted(done.pages, 'page')} parsed anew")
    if done.embedded:
        lines.append(f"{counted(done.embedded, 'vector')} changed")
    if done.added:
        lines.append(f"{counted(done.added, 'record')} that the index did not have")
    lines += [f"refused, {many}: {show.clean(reason)}" for reason, many in done.reasons.items()]
    return "\n".join(lines)


def _settle(parts: Parts, platform: Platform) -> None:
    """Wait until what was put on the log is processed."""
    with following(parts.notes, "processing", parts.home(), passing=True) as report:
        platform.settle(report)


def _list(letters: typer.Typer, parts: Parts) -> None:
    @letters.command(name="list", epilog=_LIST)
    def list_(
        stage: Stage = "",
        since: Since = None,
        reason: Reason = "",
        *,
        unreplayed: Annotated[
            bool, typer.Option("--open", help="Only those that were not sent back.")
        ] = False,
        limit: Annotated[
            int | None, typer.Option(min=1, help=f"At most so many; {SHOWN}, or all as JSON.")
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        """List the dead letters, the newest first."""
        wanted = _wanted(stage, since, reason, unreplayed=unreplayed)
        found = parts.platform().dead_letters(wanted)
        if as_json:
            return show.as_json(parts.out, [_row(letter) for letter in found[:limit]])
        if not found:
            parts.out.print("no dead letters")
            return None
        shown = found[: limit or SHOWN]
        parts.out.print(_table(shown))
        if left := len(found) - len(shown):
            parts.out.print(f"… and {left:,} more, older: --limit {len(found)} shows all")
        return None


def _wanted(stage: str, since: str | None, reason: str, *, unreplayed: bool) -> Wanted:
    return Wanted(
        stage=stage,
        since=None if since is None else a_moment(since, "--since"),
        reason=reason,
        unreplayed=unreplayed,
    )


def _row(letter: DeadLetter) -> dict[str, object]:
    return {"id": letter_id(letter), **msgspec.structs.asdict(letter)}


def _table(letters: Sequence[DeadLetter]) -> Table:
    table = tables.columns("id", "stage", "at", "replayed", "reason")
    for letter in letters:
        table.add_row(
            letter_id(letter),
            letter.stage,
            f"{letter.at:%Y-%m-%d %H:%M}",
            _when(letter.replayed_at),
            show.clean(letter.reason),
        )
    return table


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "no"


def _show(letters: typer.Typer, parts: Parts) -> None:
    @letters.command(name="show")
    def show_(
        name: Annotated[str, typer.Argument(metavar="ID", help="topic/partition/offset")],
        *,
        as_json: AsJson = False,
    ) -> None:
        """Show one dead letter whole."""
        letter, value = parts.platform().dead_letter(name)
        if as_json:
            return show.as_json(parts.out, {**_row(letter), "value": value})
        told = (
            f"{letter_id(letter)} at stage {letter.stage}: {letter.reason}\n"
            f"key {letter.key}, {counted(letter.attempts, 'attempt')}, "
            f"{letter.at:%Y-%m-%d %H:%M} UTC, replayed: {_when(letter.replayed_at)}\n"
            f"{_GONE if value is None else value.decode(errors='replace')}"
        )
        parts.out.print(show.clean(told), soft_wrap=True)
        return None


def _replay_letters(letters: typer.Typer, parts: Parts) -> None:
    @letters.command(epilog=_LETTERS)
    def replay(
        names: Names = None, stage: Stage = "", since: Since = None, reason: Reason = ""
    ) -> None:
        """Send dead letters on their way again; a second time does nothing."""
        wanted = _wanted(stage, since, reason, unreplayed=True)
        if names and wanted != Wanted(unreplayed=True):
            msg = "deadletters replay: give either names or --stage, --since, --reason"
            raise Permanent(msg)
        platform = parts.platform()
        before = {letter_id(each): each for each in platform.dead_letters(Wanted())}
        due = [name for name, letter in before.items() if wanted(letter)]
        done = platform.replay_dead_letters(names or due)
        _settle(parts, platform)
        again = refused_again(done, before, platform.dead_letters(Wanted(unreplayed=True)))
        parts.out.print(f"{len(done.sent)} sent back, {again} of them refused again")
        if done.before:
            parts.out.print(f"{len(done.before)} were sent back before")
        if done.gone:
            parts.out.print(f"{len(done.gone)} not sent back: {_GONE}: {', '.join(done.gone)}")


def refused_again(
    done: SentBack, before: Mapping[str, DeadLetter], now: Iterable[DeadLetter]
) -> int:
    """Count the new letters of what was sent back: whatever else came meanwhile is not of it."""
    sent = {_message(before[name]) for name in done.sent if name in before}
    return sum(letter_id(each) not in before and _message(each) in sent for each in now)


def _message(letter: DeadLetter) -> tuple[str, str]:
    return letter.topic, letter.key
