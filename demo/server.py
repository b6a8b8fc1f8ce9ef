"""The sites on loopback: one process, one port each, a clock that others move."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from msgspec.structs import replace

from contracts.clock import Clock
from demo.boards.answer import JSON, Answer, Asked, Kind
from demo.boards.registry import SITES
from demo.delivery import LINE, Receive, Send, deliver
from demo.distort import Around, Reply, distorted
from demo.faults import Fault, Planned, planned
from demo.records import offered
from demo.truth import PARTS
from demo.world import World

_TRUTH: Final = "/_truth/"
_OFFERED: Final = "/_truth/offered/"
_LARGEST: Final = 1 << 20
_OK: Final = 200


class DemoInternet:
    """An ASGI application; which site answers is told by the port that was asked."""

    def __init__(
        self,
        world: World,
        clock: Clock,
        sites: Mapping[int, str],
        *,
        delay_ms: int = 0,
        faults: Mapping[str, Fault] | None = None,
        hostile: Collection[str] = (),
    ) -> None:
        self._world = world
        self._clock = clock
        self._truth = lru_cache(maxsize=len(PARTS))(
            lambda part: msgspec.json.encode(getattr(world.truth(), part)())
        )
        self._names = dict(sites)
        self._boards = {name: SITES[name](world) for name in sites.values()}
        self._delay = delay_ms / 1000
        self._planted = {target: Planned(fault) for target, fault in (faults or {}).items()}
        self._hostile = frozenset(hostile)
        self._met: dict[str, dict[str, Planned]] = {name: {} for name in self._boards}
        self._tries: Counter[tuple[str, str]] = Counter()
        self._asked: dict[str, Counter[str]] = {name: Counter() for name in self._boards}
        self._details: dict[str, Counter[str]] = defaultdict(Counter)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await _body(receive)
        if scope["path"].startswith("/_"):
            reply = Reply(self._inside(scope["path"]))
        else:
            await asyncio.sleep(self._delay)
            asked = _asked(scope, body, self._clock())
            reply = self._outside(
                scope["server"][1], asked, scope["query_string"].decode("latin-1")
            )
        await deliver(reply, send, receive, scope.get(LINE))

    def _inside(self, path: str) -> Answer:
        part, site = path.removeprefix(_TRUTH), path.removeprefix(_OFFERED)
        if path == "/_requests":
            return _json(self._requests())
        if path == f"{_TRUTH}faults":
            return _json(self._met)
        if path.startswith(_OFFERED) and site in self._boards:
            return _json(offered(self._world, site, self._clock()))
        if path.startswith(_TRUTH) and part in PARTS:
            return Answer(Kind.PAGE, self._truth(part), JSON)
        return Answer(Kind.MISSING, b'{"message":"unknown"}', JSON, 404)

    def _outside(self, port: int, asked: Asked, query: str) -> Reply:
        name = self._names[port]
        target = f"{asked.path}?{query}" if query else asked.path
        answer = _conditional(self._boards[name].answer(asked), asked)
        reply = self._spoilt(name, port, target, asked, answer)
        self._asked[name][reply.answer.kind] += 1
        if reply.answer.kind is Kind.DETAIL:
            self._details[name][target] += 1
        return reply

    def _spoilt(self, name: str, port: int, target: str, asked: Asked, answer: Answer) -> Reply:
        plan = self._planted.get(target)
        page = f"{target} {asked.body.decode('latin-1')}" if asked.body else target
        if plan is None and name in self._hostile:
            plan = planned(self._world.seed, name, answer.kind, page)
        if plan is None or asked.headers.get("host", "").startswith("localhost"):
            return Reply(answer)
        self._met[name][page] = plan
        self._tries[name, page] += 1
        if not plan.strikes(self._tries[name, page]):
            return Reply(answer)
        ports = list(self._names)
        other = ports[(ports.index(port) + 1) % len(ports)]
        return distorted(plan.fault, answer, Around(target, port, other, datetime.now(UTC)))

    def _requests(self) -> dict[str, dict[str, int]]:
        return {
            name: {
                **{kind: asked[kind] for kind in Kind},
                "different_details": len(self._details[name]),
                "most_for_one_detail": max(self._details[name].values(), default=0),
            }
            for name, asked in self._asked.items()
        }


def _asked(scope: Mapping[str, Any], body: bytes, now: datetime) -> Asked:
    headers = {
        name.decode("latin-1").lower(): text.decode("latin-1")
        for name, text in scope.get("headers", ())
    }
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    return Asked(scope["path"], query, now, scope.get("method", "GET"), headers, body)


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body") or len(body) > _LARGEST:
            return body


def _conditional(answer: Answer, asked: Asked) -> Answer:
    """A record's page bears a tag; who shows it again is told that nothing changed."""
    if answer.kind is not Kind.DETAIL or answer.status != _OK:
        return answer
    tag = f'"{blake2b(answer.body, digest_size=8).hexdigest()}"'
    headers = {**answer.headers, "etag": tag}
    if _known(answer, tag, asked):
        return Answer(Kind.UNCHANGED, b"", answer.content_type, 304, headers, answer.modified)
    return replace(answer, headers=headers)


def _known(answer: Answer, tag: str, asked: Asked) -> bool:
    """By its tag where one is shown, else by its date."""
    shown, since = asked.headers.get("if-none-match"), asked.headers.get("if-modified-since")
    if shown is not None:
        return tag in shown
    if since is None or answer.modified is None:
        return False
    try:
        return answer.modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _json(told: object) -> Answer:
    return Answer(Kind.PAGE, msgspec.json.encode(told), JSON)
