"""A Scrapy request is kept as data, and made again as it was."""

import pytest
from scrapy import FormRequest, Request, Spider
from scrapy.http import Response

from contracts.errors import Permanent
from contracts.frontier import decode_request, encode_request, fingerprint
from crawler.dropin.requests import kept, restored

PRINT = b"\x01" * 20


class Links(Spider):
    name = "links"

    def parse_more(self, response: Response) -> None: ...

    def failed(self, failure: object) -> None: ...


@pytest.fixture
def spider() -> Links:
    return Links()


def test_it_comes_back_as_it_went_in(spider: Links) -> None:
    request = Request(
        "http://a.test/1?q=ї",
        method="POST",
        body=b"\xff\x00",
        headers={"X-A": ["1", "2"]},
        cookies={"a": "b"},
        meta={"depth": 3, "note": {"seen": [1, 2]}},
        cb_kwargs={"page": 2},
        callback=spider.parse_more,
        errback=spider.failed,
        priority=7,
        flags=["f"],
    )
    stored = decode_request(encode_request(kept(request, spider, PRINT)))
    again = restored(stored, spider)
    assert again.to_dict(spider=spider) == request.to_dict(spider=spider)
    assert (stored.url, stored.priority, stored.source) == (request.url, 7, "links")


def test_a_form_request_stays_one(spider: Links) -> None:
    again = restored(
        kept(FormRequest("http://a.test/", formdata={"a": "1"}), spider, PRINT), spider
    )
    assert isinstance(again, FormRequest)
    assert again.body == b"a=1"


def test_the_same_fetch_is_what_the_project_says_it_is(spider: Links) -> None:
    one, other = (kept(Request(f"http://a.test/{n}"), spider, PRINT) for n in (1, 2))
    assert fingerprint(one) == fingerprint(other)
    assert fingerprint(one) != fingerprint(kept(Request("http://a.test/1"), spider, b"\x02" * 20))


def test_one_that_must_not_be_filtered_is_the_same_as_no_other(spider: Links) -> None:
    request = Request("http://a.test/1", dont_filter=True)
    assert fingerprint(kept(request, spider, PRINT)) != fingerprint(kept(request, spider, PRINT))


@pytest.mark.parametrize(
    "odd",
    [Request("http://a.test/", meta={"x": object()}), Request("http://a.test/", callback=print)],
    ids=["meta", "callback"],
)
def test_what_is_no_plain_data_is_refused_with_its_name(spider: Links, odd: Request) -> None:
    with pytest.raises(Permanent, match=r"a\.test/>: its callback, meta or cb_kwargs"):
        kept(odd, spider, PRINT)
