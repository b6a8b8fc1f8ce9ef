"""A Scrapy request as the frontier keeps it, and back: data only, never pickle (pure)."""

import secrets

import msgspec
from scrapy import Request as ScrapyRequest
from scrapy import Spider
from scrapy.utils.request import request_from_dict

from contracts.errors import Permanent
from contracts.frontier import Request


def kept(request: ScrapyRequest, spider: Spider, print_: bytes) -> Request:
    """Return its stored form; Permanent for one that holds more than data.

    Which fetches are the same is the project's own word (`print_`, by its fingerprinter); one
    that must not be filtered is the same as no other.
    """
    unique = f"#{secrets.token_hex(8)}" if request.dont_filter else ""
    try:
        body = msgspec.msgpack.encode(request.to_dict(spider=spider))
    except (TypeError, ValueError, OverflowError) as error:
        msg = (
            f"{request}: its callback, meta or cb_kwargs are no plain data ({error}); "
            "use a method of the spider, and text, numbers, lists and dicts"
        )
        raise Permanent(msg) from error
    return Request(
        url=request.url,
        source=spider.name,
        key=print_.hex() + unique,
        body=body,
        priority=request.priority,
    )


def restored(request: Request, spider: Spider) -> ScrapyRequest:
    """Make it again; ValueError when the spider no longer has its callback."""
    return request_from_dict(msgspec.msgpack.decode(request.body), spider=spider)
