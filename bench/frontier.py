"""The frontier beside its peers: `python -m bench.frontier [--quick | --full]`.

Pages a second, CPU and what a kill loses, each crawler on the same site; then bytes of a seen URL
and what a claim costs with little and with much queued. The full run queues ten million: 4 GB.
"""

import argparse
import sys
from typing import Final

from bench.contenders.race import race
from bench.frontier_growth import growth
from bench.report import report

PAGES: Final = 3_000
QUICK_PAGES: Final = 800
RUNS: Final = 3
SEEN: Final = 1_000_000
QUICK_SEEN: Final = 100_000
FEW: Final = 10_000
MANY: Final = 1_000_000
QUICK_MANY: Final = 200_000
FULL_MANY: Final = 10_000_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.frontier", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="a smaller site, one run of each")
    size.add_argument("--full", action="store_true", help="claims with ten million queued")
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args()
    if given.quick:
        aims = race(QUICK_PAGES, 1) + growth(QUICK_SEEN, FEW, QUICK_MANY)
    else:
        aims = race(PAGES, given.runs) + growth(SEEN, FEW, FULL_MANY if given.full else MANY)
    return report("frontier", aims)


if __name__ == "__main__":
    sys.exit(main())
