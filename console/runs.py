"""Runs that are begun by hand, and booked by hand when the crawler has ended."""

from collections.abc import Sequence

from console.engines import Engines
from contracts.subjects import Watch
from crawler.schedule.health import Healths
from crawler.schedule.outcomes import BAD, by_source
from crawler.schedule.plan import Plan
from crawler.schedule.seeding import seed


def begin(engines: Engines, watches: Sequence[Watch]) -> tuple[int, int]:
    """Open the sweeps; return how many began and how many were under way already."""
    plan, now = _plan(engines), engines.clock()
    begun = [plan.begin(each, now) for each in watches]
    return sum(each.opened for each in begun), sum(each.under_way for each in begun)


def _plan(engines: Engines) -> Plan:
    return Plan(
        engines.watches,
        engines.runs,
        engines.frontier.ledger,
        lambda watch, at, run: seed(
            watch, engines.catalogue.sources, engines.catalogue.policies, engines.frontier, at, run
        ),
        Healths(engines.health, engines.log).note_run,
        lambda *_: False,
    )


def book(engines: Engines) -> None:
    """Book what has ended; the crawler may have ended itself before it saw that."""
    _plan(engines).tick(engines.clock(), begins=False)


def troubled(engines: Engines, watches: Sequence[Watch]) -> dict[str, str]:
    """The sources whose last run met walls or markup that changed, with the word for it."""
    last = [engines.runs.last(watch.name) for watch in watches]
    found = {name: word for run in last if run for name, word in by_source(run).items()}
    return {name: word for name, word in found.items() if any(bad in word for bad in BAD)}
