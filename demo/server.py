"""Both boards on loopback: one process, one port each, a clock that others move."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl

import msgspec

from contracts.clock import Clock
from demo.ads import ROBOTA, WORK_UA
from demo.boards.answer import JSON, Answer, Kind
from demo.boards.robota import Robota
from demo.boards.work_ua import WorkUa
from demo.truth import PARTS
from demo.world import World

_TRUTH: Final = "/_truth/"
_JUST_A_MOMENT: Final = Answer(
    Kind.BLOCKED,
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
    b'<div class="cf-browser-verification" id="cf-chl-widget">Checking your browser</div>'
    b"</body></html>",
    status=403,
)
Receive = Callable[[], Any]
Send = Callable[[dict[str, Any]], Any]


class Board(Protocol):
    def answer(self, path: str, query: Mapping[str, str], now: datetime) -> Answer: ...


class DemoInternet:
    """An ASGI application; which board answers is told by the port that was asked."""

    def __init__(
        self,
        world: World,
        clock: Clock,
        ports: Sequence[int],
        *,
        delay_ms: int = 0,
        blocked: frozenset[str] = frozenset(),
    ) -> None:
        self._clock = clock
        self._truth = lru_cache(maxsize=len(PARTS))(
            lambda part: msgspec.json.encode(getattr(world.truth(), part)())
        )
        boards: tuple[tuple[str, Board], ...] = (
            (WORK_UA, WorkUa(world)),
            (ROBOTA, Robota(world)),
        )
        self._boards = dict(zip(ports, boards, strict=True))
        self._delay = delay_ms / 1000
        self._blocked = blocked
        self._asked: dict[str, Counter[str]] = {name: Counter() for name, _ in boards}
        self._details: dict[str, Counter[str]] = {name: Counter() for name, _ in boards}

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        await receive()
        path, query = scope["path"], scope["query_string"].decode("latin-1")
        if path.startswith("/_"):
            answer = self._inside(path)
        else:
            await asyncio.sleep(self._delay)
            answer = self._outside(scope["server"][1], path, query)
        await _reply(send, answer)

    def _inside(self, path: str) -> Answer:
        if path == "/_requests":
            return Answer(Kind.PAGE, msgspec.json.encode(self._requests()), JSON)
        part = path.removeprefix(_TRUTH)
        if path.startswith(_TRUTH) and part in PARTS:
            return Answer(Kind.PAGE, self._truth(part), JSON)
        return Answer(Kind.MISSING, b'{"message":"unknown"}', JSON, 404)

    def _outside(self, port: int, path: str, query: str) -> Answer:
        name, board = self._boards[port]
        target = f"{path}?{query}" if query else path
        if target in self._blocked:
            answer = _JUST_A_MOMENT
        else:
            answer = board.answer(path, dict(parse_qsl(query)), self._clock())
        self._asked[name][answer.kind] += 1
        if answer.kind is Kind.DETAIL:
            self._details[name][target] += 1
        return answer

    def _requests(self) -> dict[str, dict[str, int]]:
        return {
            name: {
                **{kind: asked[kind] for kind in Kind},
                "different_details": len(self._details[name]),
                "most_for_one_detail": max(self._details[name].values(), default=0),
            }
            for name, asked in self._asked.items()
        }


async def _reply(send: Send, answer: Answer) -> None:
    headers = [
        (b"content-type", answer.content_type.encode()),
        (b"content-length", str(len(answer.body)).encode()),
    ]
    if answer.kind is Kind.BLOCKED:
        headers.append((b"server", b"cloudflare"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
