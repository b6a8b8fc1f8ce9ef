"""The stream by its parts and whole: `python -m bench.stream [--quick | --full] [--real]`.

CPU of each part for one posting, embedded: the demo's archive is appended to the log and brought
into the index, in this process. Then what a posting costs as the home grows: the engines alone,
and all the way, with understanding and embedding; at ten thousand and at two hundred thousand
with --full, at forty thousand otherwise. Then a burst: ten times what the stream can take comes at
once, and its memory is watched. Then pages from board to answer, with everything up. Then the same
burst through Kafka, Faust, Elasticsearch and Redis, where they are installed: not with --quick, and
alone with --real.
"""

import argparse
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Final

from bench import stream_real
from bench.end_to_end import platform
from bench.postings import events
from bench.report import Aim, report
from bench.stream_burst import Burst, burst
from bench.stream_cost import ENGINES, PARTS, Cost, cost
from bench.stream_growth import WARM, Grown, growth
from bench.stream_real import MOST_MIB

FEW: Final = 10_000
MANY: Final = 200_000
SOME: Final = 40_000
QUICK: Final = 2_000

MOST_MS: Final = 1.0
OURS: Final = ("codec", "log", "delivery", "index")
"""What the aim speaks of: understanding, embedding and clusters are told apart."""
FLAT: Final = 1.1


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.stream", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="fewer postings, within a minute")
    size.add_argument("--full", action="store_true", help="grow to two hundred thousand")
    parser.add_argument("--real", action="store_true", help="only the burst, on real engines too")
    given = parser.parse_args()
    first = QUICK if given.quick else FEW
    if given.real:
        return report("stream", _real(first))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        found = events(WARM + first)
        parts = cost(root / "cost", found[:WARM], found[WARM:])
        _show_cost(parts)
        few, many = (QUICK, 4 * QUICK) if given.quick else (FEW, MANY if given.full else SOME)
        grown = growth(root / "growth", few, many)
        _show_growth(grown)
        met = burst(root / "burst", 4 * QUICK if given.quick else SOME)
        print(
            f"burst of {met.count:,}: most that waited {met.most_lag:,}, "
            f"taken in {met.seconds:.0f} s, "
            f"memory {met.before_mib:.0f} MiB before, {met.most_mib:.0f} at most"
        )
        with platform(root / "whole") as up:
            crawled = up.crawl()
        print(crawled.line)
        aims = [*_aims(parts, grown, met), crawled.aim]
        if not given.quick:
            aims += _on_real(root / "real", first, met)
    return report("stream", aims)


def _real(count: int) -> list[Aim]:
    with tempfile.TemporaryDirectory() as folder:
        return _on_real(Path(folder) / "real", count, burst(Path(folder) / "burst", count))


def _on_real(root: Path, count: int, embedded: Burst) -> list[Aim]:
    met = stream_real.real(root, count)
    if met is None:
        return []
    stream_real.show(met, embedded)
    return stream_real.aims(met)


def _show_cost(parts: Cost) -> None:
    print(f"{'part':12} {'CPU ms a posting':>18}")
    for name, ms in parts.ms.items():
        print(f"{name:12} {ms:18.3f}")
    print(f"{'all':12} {parts.of():18.3f}   {parts.count:,} postings")


def _show_growth(grown: list[Grown]) -> None:
    names = list(PARTS)
    print("CPU ms a posting, when so many are there already")
    print("".join(f"{name:>11}" for name in ("postings", *names, "engines", "all")))
    for at in grown:
        figures = (*(at.cost.ms[name] for name in names), at.cost.of(ENGINES), at.cost.of())
        print(f"{at.count:11,}" + "".join(f"{ms:11.3f}" for ms in figures))


def _aims(parts: Cost, grown: list[Grown], met: Burst) -> list[Aim]:
    ours = parts.of(OURS)
    return [
        Aim(
            name=f"CPU ms a posting for {', '.join(OURS)}",
            aim=f"at most {MOST_MS}",
            value=round(ours, 3),
            ok=ours <= MOST_MS,
        ),
        _flat("CPU", grown, PARTS),
        _flat("engines' CPU", grown, ENGINES),
        Aim(
            name="MiB that a burst adds to the stream's memory",
            aim=f"at most {MOST_MIB}",
            value=round(met.more_mib, 1),
            ok=met.more_mib <= MOST_MIB,
        ),
    ]


def _flat(what: str, grown: list[Grown], parts: Collection[str]) -> Aim:
    few, many = grown
    ratio = many.cost.of(parts) / few.cost.of(parts)
    return Aim(
        name=f"{what} of a posting at {many.count:,}, of that at {few.count:,}",
        aim=f"at most {FLAT}",
        value=round(ratio, 3),
        ok=ratio <= FLAT,
    )


if __name__ == "__main__":
    sys.exit(main())
