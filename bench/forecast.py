"""Forecasts on real demand: `python -m bench.forecast --data DIR [--quick]`.

DIR holds `demand/sectors_*.csv.gz`, daily indices of job postings by sector. They become weekly
means; at each origin the whole training runs on what was known then (choice of method, promotion
over the champion of the origin before, intervals), and 13 weeks ahead are compared with the truth.
"""

import argparse
import csv
import gzip
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from bench.report import Aim, report
from model_service import gaps
from model_service.backtest import NOW_WEEKS, scale_of
from model_service.kit import WEEK, Floats, Panel
from model_service.learning import learn
from model_service.professions import model as kit

HORIZON: Final = 13
FIRST: Final = 104
"""Weeks known at the first origin: two years, as the demo has."""
EVERY: Final = 4
EVERY_QUICK: Final = 20
FULL_WEEK: Final = 7
COVERED: Final = (0.74, 0.86)


@dataclass
class Tally:
    """What was missed at all origins, by method; `served` is what a user would have been told."""

    errors: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    inside: list[bool] = field(default_factory=list)
    called: list[bool] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def mean(self, method: str) -> float:
        return float(np.mean(self.errors[method]))


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.forecast", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer origins, within a minute")
    parser.add_argument("--data", type=Path, help="the folder that holds demand/")
    arguments = parser.parse_args(words)
    files = sorted(arguments.data.glob("demand/sectors_*.csv.gz")) if arguments.data else []
    if not files:
        parser.error("no demand/sectors_*.csv.gz; name the folder that holds demand/ by --data")
    tallies = {}
    for file in files:
        name = file.name.removesuffix(".csv.gz")
        tallies[name] = measure(weekly(file), EVERY_QUICK if arguments.quick else EVERY)
        print(_row(name, tallies[name]), flush=True)
    return report("forecast", _aims(list(tallies.values())))


def weekly(file: Path) -> Panel:
    """Weekly means by sector; a week with a day missing is a gap."""
    days: defaultdict[str, defaultdict[date, list[float]]]
    days = defaultdict(lambda: defaultdict(list))
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            day = date.fromisoformat(row["date"])
            if row["variable"] == "total postings" and row["indeed_job_postings_index"]:
                monday = day - timedelta(days=day.weekday())
                days[row["display_name"]][monday].append(float(row["indeed_job_postings_index"]))
    return _panel(days)


def _panel(days: Mapping[str, Mapping[date, Sequence[float]]]) -> Panel:
    full = [
        (name, monday, float(np.mean(values)))
        for name, weeks in sorted(days.items())
        for monday, values in weeks.items()
        if len(values) == FULL_WEEK
    ]
    names = sorted({name for name, _, _ in full})
    mondays = [monday for _, monday, _ in full]
    start = min(mondays)
    values = np.full((len(names), (max(mondays) - start) // WEEK + 1), np.nan)
    for name, monday, value in full:
        values[names.index(name), (monday - start) // WEEK] = value
    return Panel(tuple(names), start, values)


def measure(panel: Panel, every: int) -> Tally:
    tally, champion = Tally(), None
    for origin in range(FIRST, panel.weeks - HORIZON + 1, every):
        known, truth = panel.until(origin), panel.values[:, origin : origin + HORIZON]
        began = time.process_time()
        learned = learn(kit, known, champion)
        tally.seconds = max(tally.seconds, time.process_time() - began)
        if learned is None:
            continue
        champion = learned.decision.method
        tally.methods.append(champion)
        made = kit.forecast(learned.fit, known, HORIZON)
        widths = np.array([spread[1] for spread in learned.conformal.spreads[:HORIZON]])
        _add(tally, known, truth, made, champion, widths)
    return tally


def _add(
    tally: Tally,
    known: Panel,
    truth: Floats,
    made: Mapping[str, Floats],
    served: str,
    widths: Floats,
) -> None:
    step = gaps.step(known.values)[:, None]
    there = ~np.isnan(truth)
    for method, path in {**made, "served": made[served]}.items():
        tally.errors[method] += (np.abs(truth - path) / step)[there].tolist()
    missed = np.abs(truth - made[served]) / scale_of(known.values)[:, None]
    tally.inside += (missed <= widths)[there].tolist()
    now = gaps.latest(known.values, NOW_WEEKS)
    rise, call = (gaps.trailing(path, NOW_WEEKS)[:, -1] - now for path in (truth, made[served]))
    told = (np.abs(call) > 0) & ~np.isnan(rise)
    tally.called += (np.sign(rise) == np.sign(call))[told].tolist()


def _row(name: str, tally: Tally) -> str:
    figures = {method: tally.mean(method) for method in ("served", *kit.NAIVE, *kit.CANDIDATES)}
    served = ", ".join(f"{one} {tally.methods.count(one)}x" for one in sorted(set(tally.methods)))
    held, right = np.mean(tally.inside), np.mean(tally.called)
    lines = (
        f"{name}: {len(tally.methods)} origins, {HORIZON} weeks ahead, served: {served}",
        "MASE  " + "  ".join(f"{method} {value:.2f}" for method, value in figures.items()),
        f"80% interval holds {held:.3f}, direction right {right:.2f}",
        f"slowest training {tally.seconds:.1f} s CPU",
    )
    return "\n  ".join(lines)


def _aims(tallies: Sequence[Tally]) -> list[Aim]:
    """All sets together, each weighing the same."""
    error = _mean([tally.mean("served") for tally in tallies])
    naive = min(_mean([tally.mean(method) for tally in tallies]) for method in kit.NAIVE)
    covered = _mean([float(np.mean(tally.inside)) for tally in tallies])
    low, high = COVERED
    return [
        Aim(
            name="error (MASE) at most the best naive's",
            aim=f"at most {naive:.3f}",
            value=round(error, 3),
            ok=error <= naive,
        ),
        Aim(
            name="80% interval holds",
            aim=f"{low} to {high}",
            value=round(covered, 3),
            ok=low <= covered <= high,
        ),
    ]


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


if __name__ == "__main__":
    sys.exit(main())
