"""The SQLite frontier among processes: shared without doubles, killed without loss."""

import multiprocessing
import signal
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from contracts.frontier import Finished, Ledger
from engines.embedded.frontier import SqliteFrontier
from tests.contract.sqlite_frontier_audit import audit
from tests.contract.sqlite_frontier_workers import (
    WIDE_OPEN,
    ack_some,
    claim_all,
    crawl_until_killed,
    die_at_statement,
    pages,
    push_some,
)
from tests.eventually import eventually

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A frontier with twenty pages to claim at once."""
    path = tmp_path / "frontier.db"
    with closing(SqliteFrontier(path)) as frontier:
        frontier.configure_host("a.test", WIDE_OPEN)
        frontier.push(pages(0, 20))
    return path


def books(path: Path) -> Ledger:
    """Return the kept ledger, proven against the rows."""
    with closing(SqliteFrontier(path)) as frontier:
        ledger = frontier.ledger()
    assert ledger == audit(path)
    return ledger


def test_processes_that_claim_at_once_never_share_a_lease(path: Path) -> None:
    with closing(SqliteFrontier(path)) as frontier:
        frontier.push(pages(20, 480))
    start = SPAWN.Barrier(3)
    taken = SPAWN.SimpleQueue()
    workers = [SPAWN.Process(target=claim_all, args=(path, start, taken)) for _ in range(3)]
    for worker in workers:
        worker.start()
    claimed = [each for _ in workers for each in taken.get()]
    for worker in workers:
        worker.join()
    assert len({fingerprint for fingerprint, _ in claimed}) == len(claimed) == 500
    assert len({token for _, token in claimed}) == 500
    assert books(path).leased == 500


@pytest.mark.parametrize(
    ("act", "text", "nth", "leased"),
    [
        pytest.param(push_some, "INSERT OR IGNORE INTO seen", 1, 0, id="push begins"),
        pytest.param(push_some, "INSERT INTO queue", 11, 0, id="push is half done"),
        pytest.param(push_some, "COMMIT", 1, 0, id="push is about to commit"),
        pytest.param(ack_some, "DELETE FROM queue", 6, 10, id="ack is half done"),
        pytest.param(ack_some, "INSERT INTO queue", 23, 10, id="ack queues links"),
        pytest.param(ack_some, "COMMIT", 2, 10, id="ack is about to commit"),
    ],
)
def test_a_process_killed_half_way_leaves_its_step_undone(
    path: Path, act: Callable[[SqliteFrontier], None], text: str, nth: int, leased: int
) -> None:
    process = SPAWN.Process(target=die_at_statement, args=(path, act, text, nth))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert books(path) == Ledger(discovered=20, queued=20 - leased, leased=leased)


def test_a_crawl_killed_at_any_moment_loses_nothing(path: Path) -> None:
    for number in range(1, 4):
        before = books(path).done
        process = SPAWN.Process(target=crawl_until_killed, args=(path, number))
        process.start()
        wait_until_done(path, before + 50)
        process.kill()
        process.join()
        assert books(path).balanced
    finish_all(path)
    ledger = books(path)
    assert ledger.outstanding == 0
    assert ledger.discovered == ledger.done + ledger.dead


def wait_until_done(path: Path, done: int) -> None:
    with closing(SqliteFrontier(path)) as frontier:
        eventually(lambda: frontier.ledger().done >= done, within=180, pause=0.003)


def finish_all(path: Path) -> None:
    """Another worker takes over what the killed ones held, an hour later."""
    an_hour_later = time.time_ns() // 1_000_000 + 3_600_000
    with closing(SqliteFrontier(path, now_ms=lambda: an_hour_later)) as frontier:
        while leases := frontier.claim("heir", "egress", 500):
            assert all(frontier.ack([Finished(lease=lease) for lease in leases]))
