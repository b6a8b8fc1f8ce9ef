"""What the config store's tests run in processes of their own: each opens the store by itself."""

import sys
import time
from datetime import timedelta

from contracts.config import SourceCount
from tests.builders import NOW
from tests.contract.config_stores import opened

LONG = 600.0
DUE = [NOW + timedelta(hours=number) for number in range(10)]


def open_and_close(address: str) -> int:
    with opened(address) as config:
        return len(config.watches.all())


def claim_all(address: str) -> list[int]:
    """Take job after job until none is left; what was taken is held."""
    taken = []
    with opened(address) as config:
        while job := config.jobs.claim("train", "w", LONG):
            taken.append(job.id)
    return taken


def begin_all(address: str) -> list[int]:
    with opened(address) as config:
        begun = [config.runs.begin("w", due, NOW) for due in DUE]
    return [run for run in begun if run is not None]


def count_pages(address: str) -> None:
    with opened(address) as config:
        for _ in range(20):
            given = {name: SourceCount(pages=1, outcomes={"ok": 1}) for name in ("b", "a")}
            config.runs.count(1, given)


def lead(address: str, holder: str) -> bool:
    with opened(address) as config:
        return config.leaders.lead("scheduler", holder, LONG)


def put_sources(address: str, worker: str) -> None:
    with opened(address) as config:
        for number in range(10):
            config.sources.put(f"{worker}{number}", b"{}")


def hold_one(address: str, seconds: float) -> None:
    """Claim a job, say so, and do nothing more until killed."""
    with opened(address) as config:
        job = config.jobs.claim("train", "doomed", seconds)
        sys.stdout.write(f"{job.id if job else 0}\n")
        sys.stdout.flush()
        time.sleep(LONG)


if __name__ == "__main__":
    hold_one(sys.argv[1], float(sys.argv[2]))
