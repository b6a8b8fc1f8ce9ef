"""Requests to fetchers, and what came of them."""

import json
from typing import Any

from pydantic import SecretStr

from contracts.asking import Part, Rows, encode_asked
from contracts.fetching import Fetched
from contracts.frontier import Kind, Request
from engines.net.credentials import Credentials
from engines.net.dialer import Dialer
from engines.net.guard import Guards
from engines.net.settings import BoundSecret


def asking(url: str, asked: Rows | Part, kind: Kind, **meta: str) -> Request:
    return Request(url=url, source="shop", kind=kind, body=encode_asked(asked), meta=meta)


def rows(fetched: Fetched) -> list[dict[str, Any]]:
    assert fetched.status == 200
    assert fetched.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in fetched.body.splitlines()]


def dialers(*allow: str) -> "DialerOf":
    return DialerOf(Guards({"public": allow}))


class DialerOf:
    def __init__(self, guards: Guards) -> None:
        self._guards = guards

    def __call__(self, space: str) -> Dialer:
        return Dialer(self._guards.of(space))


def credentials(secret: str, *hosts: str) -> Credentials:
    return Credentials({"shop": BoundSecret(secret=SecretStr(secret), hosts=hosts)})
