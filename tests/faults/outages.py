"""What faults cost, run by run, and the table and the page that tell of many runs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from msgspec import Struct, field

HEADINGS = ("scenario", "runs", "lost", "doubled", "again", "recovery s p50", "p95")

PAGE = """\
# What faults cost

Written by `make soak N=20`: each fault strikes a real engine, or a process of ours, under load.
Everything that the log acknowledged must end once: in the index in its last text, or as a dead
letter. `lost` and `doubled` count what did not, and are to be 0; `again` counts pages that were
fetched, and postings that were told to the log, once more, which changes nothing. A recovery is
the time in seconds from a kill, or from the moment that the engine answers again, until the work
moves on; the aim is the session timeout and 5 s. The tests are `tests/faults/test_*_outages.py` and
`test_full_servers.py`.

"""


class Outage(Struct, frozen=True):
    """One run of one scenario."""

    scenario: str
    lost: int
    """Postings that the board showed, or that the log acknowledged, and that are nowhere."""
    doubled: int
    """Postings that are there more than once."""
    again: int
    """Pages fetched and postings told once more: work done twice, which the index does not show."""
    recoveries: list[float]
    """Seconds from each outage's end, or from a kill, until the work went on."""
    engines: str = ""
    """What was real in it, with versions."""
    aim_s: float = 0.0
    """How long a recovery should take at most; 0: no aim."""


class Run(Struct, frozen=True):
    """How one test ended, as it is kept."""

    test: str
    outage: Outage | None
    """None: it ended before it was reckoned up."""
    failure: str
    """Why it failed, in a line; empty: it passed."""
    cores: int
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


def table(outages: Iterable[Outage]) -> list[str]:
    rows = [HEADINGS, *(_row(name, each) for name, each in _scenes(outages).items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def page(runs: Sequence[Run]) -> str:
    """The same for people who do not run it: with what was real, the aim, and what failed."""
    scenes = _scenes(run.outage for run in runs if run.outage)
    headings = (*HEADINGS, "worst", "aim", "engines")
    rows = [(*_row(name, outages), *_more(outages)) for name, outages in scenes.items()]
    lines = [headings, tuple("---" for _ in headings), *rows]
    told = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return f"{PAGE}{_where(runs)}\n\n{told}\n{_failures(runs)}"


def _where(runs: Sequence[Run]) -> str:
    days = sorted(f"{run.at:%Y-%m-%d}" for run in runs)
    cores = "/".join(sorted({str(run.cores) for run in runs}))
    return f"{len(runs)} runs from {days[0]} to {days[-1]} on {cores} cores."


def _failures(runs: Sequence[Run]) -> str:
    failed = [f"- `{run.test}`: {run.failure}\n" for run in runs if run.failure]
    return "".join([f"Failed: {len(failed)}.\n", *(["\n"] if failed else []), *failed])


def _scenes(outages: Iterable[Outage]) -> dict[str, list[Outage]]:
    scenes = defaultdict(list)
    for outage in outages:
        scenes[outage.scenario].append(outage)
    return scenes


def _row(name: str, outages: list[Outage]) -> tuple[str, ...]:
    seconds = _seconds(outages)
    counts = (
        len(outages),
        sum(outage.lost for outage in outages),
        sum(outage.doubled for outage in outages),
        sum(outage.again for outage in outages),
    )
    return (name, *map(str, counts), *(f"{_rank(seconds, share):.1f}" for share in (50, 95)))


def _more(outages: list[Outage]) -> tuple[str, ...]:
    aim = outages[0].aim_s
    return (f"{_seconds(outages)[-1]:.1f}", f"{aim:.0f}" if aim else "", outages[0].engines)


def _seconds(outages: list[Outage]) -> list[float]:
    return sorted(each for outage in outages for each in outage.recoveries)


def _rank(ordered: list[float], percent: int) -> float:
    """Return the least that so many percent do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
