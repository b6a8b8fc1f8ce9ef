"""What became of a run, in words, from what each source gave it (pure)."""

from collections.abc import Iterable, Mapping
from typing import Final

from contracts.config import Run, SourceCount
from contracts.records import Outcome

UNDER_WAY: Final = "under way"
GOOD: Final = (Outcome.OK, Outcome.EMPTY, Outcome.UNCHANGED)
BAD: Final = (Outcome.BLOCKED, Outcome.CHANGED)


def in_words(run: Run) -> str:
    """A run that has no counts by source says what was written when it ended."""
    if run.ended_at is None:
        return UNDER_WAY
    if not run.sources:
        return run.outcome
    return summed(run.sources, run.counts.get("dead", 0))


def summed(sources: Mapping[str, SourceCount], dead: int) -> str:
    """`done`, or what kept it from that; `partly` where some pages were read all the same."""
    outcomes = _total(sources.values())
    bad = [each for each in BAD if outcomes.get(each, 0)]
    read = sum(outcomes.get(each, 0) for each in GOOD)
    if bad:
        partly = "partly " if read else ""
        return ", ".join(f"{partly}{each}" for each in bad)
    if dead:
        return "done, with dead pages" if read else "no page answered"
    return "done" if read else "nothing new"


def by_source(run: Run) -> dict[str, str]:
    """One word for each source, as `summed` has it."""
    return {name: summed({name: count}, 0) for name, count in sorted(run.sources.items())}


def failing(sources: Mapping[str, SourceCount]) -> dict[str, Outcome]:
    """The sources that gave a run not one page that could be read, and what they gave instead."""
    found = {}
    for name, count in sources.items():
        bad = [(count.outcomes.get(each, 0), each) for each in BAD]
        if max(bad)[0] and not any(count.outcomes.get(each, 0) for each in GOOD):
            found[name] = max(bad)[1]
    return found


def added(one: SourceCount, other: SourceCount) -> SourceCount:
    return SourceCount(
        pages=one.pages + other.pages,
        outcomes=_total((one, other)),
        retries=one.retries + other.retries,
    )


def _total(counts: Iterable[SourceCount]) -> dict[str, int]:
    total: dict[str, int] = {}
    for count in counts:
        for outcome, pages in count.outcomes.items():
            total[outcome] = total.get(outcome, 0) + pages
    return total
