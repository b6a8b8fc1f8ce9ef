"""What every config store promises to several processes at once."""

import subprocess
import sys
from pathlib import Path

from contracts.config import SourceCount
from engines.sql.config import SqlConfig
from tests.builders import NOW
from tests.contract import config_workers as workers
from tests.contract.config_rig import PROCESSES, Processes
from tests.eventually import eventually

ROOT = Path(__file__).parents[2]


def test_several_processes_open_a_new_store_at_once(address: str, processes: Processes) -> None:
    assert processes.at_once(workers.open_and_close, address) == [0] * PROCESSES


def test_no_job_is_taken_twice(address: str, config: SqlConfig, processes: Processes) -> None:
    queued = [config.jobs.enqueue("train", {}) for _ in range(40)]
    taken = processes.at_once(workers.claim_all, address)
    assert sorted(job for each in taken for job in each) == queued


def test_each_due_moment_is_begun_by_one_scheduler(
    address: str, config: SqlConfig, processes: Processes
) -> None:
    begun = processes.at_once(workers.begin_all, address)
    assert sum(len(each) for each in begun) == len(workers.DUE)
    assert len(config.runs.of("w", 100)) == len(workers.DUE)


def test_what_several_crawlers_count_is_not_lost(
    address: str, config: SqlConfig, processes: Processes
) -> None:
    run = config.runs.start("w", NOW)
    assert run == 1
    processes.at_once(workers.count_pages, address)
    told = config.runs.get(run)
    assert told
    pages = 20 * PROCESSES
    counted = SourceCount(pages=pages, outcomes={"ok": pages})
    assert told.sources == {"a": counted, "b": counted}


def test_one_of_several_leads(address: str, config: SqlConfig, processes: Processes) -> None:
    led = processes.at_once(workers.lead, address, "abc")
    assert sum(led) == 1
    assert config.leaders.resign("scheduler", "abc"[led.index(True)])


def test_no_two_changes_have_the_same_version(
    address: str, config: SqlConfig, processes: Processes
) -> None:
    processes.at_once(workers.put_sources, address, "abc")
    versions = sorted(each.version for each in config.sources.all())
    assert versions == list(range(1, 10 * PROCESSES + 1))


def test_the_job_of_a_killed_worker_goes_to_another(address: str, config: SqlConfig) -> None:
    number = config.jobs.enqueue("train", {})
    command = [sys.executable, "-m", "tests.contract.config_workers", address, "2"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as doomed:
        assert doomed.stdout is not None
        assert int(doomed.stdout.readline()) == number
        doomed.kill()
    held = config.jobs.get(number)
    assert held
    again = eventually(lambda: config.jobs.claim("train", "heir", workers.LONG))
    assert (again.id, again.worker, again.attempts) == (number, "heir", 2)
    assert not config.jobs.finish(held, "from beyond")
    assert config.jobs.finish(again)
