"""When a partition counts as stalled, and when its worker starts anew."""

from contracts.log import Partition
from stream.worker.watchdog import Watchdog

A, B = Partition("postings.raw", 0), Partition("postings.raw", 1)
LIMIT = 75.0


def a_watchdog(*held: Partition) -> Watchdog:
    watchdog = Watchdog(LIMIT, 0.0)
    watchdog.seated(held, 0.0)
    return watchdog


def test_a_backlog_without_a_commit_for_the_limit_is_stalled() -> None:
    watchdog = a_watchdog(A, B)
    watchdog.look({A: 5, B: 5}, 1.0)
    watchdog.moved([B], 70.0)
    assert watchdog.stalled(74.9) == []
    assert watchdog.stalled(75.0) == [A]
    assert watchdog.gave_up(75.0) == [A]
    assert watchdog.ages(75.0) == {A: 75.0, B: 5.0}


def test_without_a_backlog_nothing_is_stalled_and_a_new_one_counts_from_its_begin() -> None:
    watchdog = a_watchdog(A)
    watchdog.look({A: 0}, 1000.0)
    assert watchdog.stalled(1000.0) == []
    watchdog.look({A: 1}, 1005.0)
    assert watchdog.ages(1006.0) == {A: 6.0}


def test_a_growing_backlog_is_no_progress() -> None:
    watchdog = a_watchdog(A)
    for second in range(76):
        watchdog.look({A: 1 + second}, float(second))
    assert watchdog.gave_up(75.0) == [A]


def test_a_delivery_that_says_why_it_waits_is_told_as_stalled_but_not_started_anew() -> None:
    watchdog = a_watchdog(A)
    watchdog.look({A: 5}, 1.0)
    watchdog.told(60.0)
    assert watchdog.stalled(80.0) == [A]
    assert watchdog.gave_up(134.9) == []
    assert watchdog.gave_up(135.0) == [A]


def test_a_partition_of_another_member_is_not_answered_for() -> None:
    watchdog = a_watchdog(A)
    watchdog.look({A: 0, B: 9}, 1.0)
    watchdog.look({A: 0, B: 9}, 100.0)
    assert watchdog.stalled(200.0) == []


def test_one_that_the_group_gives_no_share_answers_for_all() -> None:
    watchdog = Watchdog(LIMIT, 0.0)
    watchdog.look({A: 5, B: 0}, 1.0)
    assert watchdog.gave_up(76.0) == [A]


def test_to_be_shared_anew_again_and_again_is_no_progress() -> None:
    watchdog = a_watchdog(A)
    watchdog.look({A: 5}, 0.0)
    for second in range(0, 75, 5):
        watchdog.unseated()
        watchdog.seated([A], float(second))
    assert watchdog.stalled(75.0) == [A]


def test_a_share_that_comes_new_counts_from_then() -> None:
    watchdog = a_watchdog(A)
    watchdog.look({A: 0, B: 5}, 70.0)
    watchdog.seated([A, B], 70.0)
    watchdog.look({A: 0, B: 5}, 80.0)
    assert watchdog.ages(80.0) == {B: 10.0}


def test_what_the_brokers_do_not_tell_is_not_judged() -> None:
    watchdog = a_watchdog(A)
    watchdog.look({A: 5}, 1.0)
    watchdog.look(None, 300.0)
    assert watchdog.stalled(301.0) == []
    watchdog.look({A: 5}, 310.0)
    assert watchdog.ages(310.0) == {A: 10.0}
