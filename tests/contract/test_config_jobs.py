"""What every config store promises of jobs and leaders: one holder, and none that is dead."""

from datetime import timedelta

from contracts.config import Job, JobState
from engines.sql.config import SqlConfig
from tests.builders import NOW
from tests.eventually import eventually

LONG = 600.0
SHORT = 0.02


def _claimed(config: SqlConfig, worker: str = "w", seconds: float = LONG) -> Job:
    job = config.jobs.claim("train", worker, seconds)
    assert job
    return job


def test_a_job_is_taken_by_one_worker_and_ended_by_it(config: SqlConfig) -> None:
    number = config.jobs.enqueue("train", {"kind": "professions"})
    job = _claimed(config, "one")
    assert (job.id, job.state, job.attempts, job.worker) == (number, JobState.LEASED, 1, "one")
    assert job.payload == {"kind": "professions"}
    assert config.jobs.claim("train", "two", LONG) is None
    assert config.jobs.finish(job, "promoted")
    assert not config.jobs.finish(job, "again")
    done = config.jobs.get(number)
    assert done
    assert (done.state, done.said, done.deadline) == (JobState.DONE, "promoted", None)


def test_a_worker_is_given_only_what_it_asks_for_in_the_order_it_came(config: SqlConfig) -> None:
    config.jobs.enqueue("backup", {})
    queued = [config.jobs.enqueue("train", {}) for _ in range(3)]
    assert [_claimed(config).id for _ in range(3)] == queued
    assert config.jobs.claim("train", "w", LONG) is None
    assert [job.id for job in config.jobs.of("train")] == queued[::-1]
    assert len(config.jobs.of("train", 2)) == 2


def test_a_job_waits_for_its_time(config: SqlConfig) -> None:
    config.jobs.enqueue("train", {}, NOW + timedelta(days=365_0))
    assert config.jobs.claim("train", "w", LONG) is None


def test_a_job_whose_lease_ran_out_goes_to_another_and_the_first_is_refused(
    config: SqlConfig,
) -> None:
    config.jobs.enqueue("train", {})
    first = _claimed(config, "one", SHORT)
    second = eventually(lambda: config.jobs.claim("train", "two", LONG))
    assert (second.id, second.attempts, second.worker) == (first.id, 2, "two")
    assert second.token > first.token
    assert not config.jobs.extend(first, LONG)
    assert not config.jobs.finish(first, "late")
    assert not config.jobs.fail(first, "late")
    assert config.jobs.finish(second, "in time")


def test_a_heartbeat_keeps_a_job(config: SqlConfig) -> None:
    config.jobs.enqueue("train", {})
    job = _claimed(config, "one", SHORT)
    assert config.jobs.extend(job, LONG)
    kept = config.jobs.get(job.id)
    assert kept
    assert kept.deadline
    assert job.deadline
    assert kept.deadline - job.deadline > timedelta(seconds=LONG / 2)
    assert config.jobs.claim("train", "two", LONG) is None


def test_a_job_that_failed_comes_again_later_or_never(config: SqlConfig) -> None:
    number = config.jobs.enqueue("train", {})
    assert config.jobs.fail(_claimed(config), "no history", again_in=LONG)
    assert config.jobs.claim("train", "w", LONG) is None
    soon = config.jobs.enqueue("train", {})
    assert config.jobs.fail(_claimed(config), "no history", again_in=0)
    again = eventually(lambda: config.jobs.claim("train", "w", LONG))
    assert (again.id, again.attempts) == (soon, 2)
    assert config.jobs.fail(again, "never")
    assert config.jobs.claim("train", "w", LONG) is None
    states = {job.id: (job.state, job.said) for job in config.jobs.of("train")}
    assert states == {
        number: (JobState.QUEUED, "no history"),
        soon: (JobState.FAILED, "never"),
    }


def test_one_leads_until_it_resigns(config: SqlConfig) -> None:
    assert config.leaders.lead("scheduler", "one", LONG)
    assert config.leaders.lead("scheduler", "one", LONG)
    assert not config.leaders.lead("scheduler", "two", LONG)
    assert config.leaders.lead("another", "two", LONG)
    assert not config.leaders.resign("scheduler", "two")
    assert config.leaders.resign("scheduler", "one")
    assert config.leaders.lead("scheduler", "two", LONG)


def test_the_lead_of_one_that_fell_silent_goes_to_another(config: SqlConfig) -> None:
    assert config.leaders.lead("scheduler", "one", SHORT)
    assert eventually(lambda: config.leaders.lead("scheduler", "two", LONG))
    assert not config.leaders.lead("scheduler", "one", LONG)
