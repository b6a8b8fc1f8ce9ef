"""A crawl stands still when nothing has been under way or ended for long."""

from contracts.frontier import Ledger
from crawler.schedule.standstill import Standstill


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def books(done: int = 0, leased: int = 0) -> Ledger:
    return Ledger(discovered=9, queued=9 - done - leased, leased=leased, done=done)


def test_what_was_never_looked_at_has_not_stood_yet() -> None:
    time = Time()
    assert not Standstill(10.0, time)("w", books())


def test_it_stands_after_so_long_without_a_page() -> None:
    time = Time()
    stands = Standstill(10.0, time)
    stands("w", books())
    time.now = 9.9
    assert not stands("w", books())
    time.now = 10.0
    assert stands("w", books())


def test_a_page_that_ended_or_is_under_way_begins_the_wait_anew() -> None:
    time = Time()
    stands = Standstill(10.0, time)
    stands("w", books())
    for step, moved in enumerate((books(done=1), books(done=1, leased=1)), start=1):
        time.now = 10.0 * step
        assert not stands("w", moved)
    time.now = 29.0
    assert not stands("w", books(done=1))
    time.now = 30.0
    assert stands("w", books(done=1))


def test_each_watch_has_its_own_wait() -> None:
    time = Time()
    stands = Standstill(10.0, time)
    stands("one", books())
    time.now = 10.0
    assert not stands("other", books())
    assert stands("one", books())
