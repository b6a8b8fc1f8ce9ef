"""What this process has told the frontier already is told once."""

from scrapy import Request

from crawler.dropin.dupefilter import DupeFilter


class Urls:
    """A project's own word for "the same fetch"."""

    def fingerprint(self, request: Request) -> bytes:
        return request.url.encode()


def seen(known: DupeFilter, number: int) -> bool:
    return known.request_seen(Request(f"http://a.test/{number}"))


def test_a_fetch_is_seen_from_the_second_time_on() -> None:
    known = DupeFilter(Urls())
    assert [seen(known, number) for number in (1, 2, 1, 2, 3)] == [False, False, True, True, False]


def test_it_remembers_no_more_than_two_generations() -> None:
    known = DupeFilter(Urls(), most=10)
    for number in range(30):
        seen(known, number)
    assert not seen(known, 0)
    assert seen(known, 29)
    assert len(known._young) + len(known._old) <= 20
