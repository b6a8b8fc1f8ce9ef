"""A reply put on the line; what HTTP forbids is written past the server, on the socket itself."""

import asyncio
from collections.abc import Awaitable, Callable
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

from demo.boards.answer import Answer
from demo.distort import Delivery, Reply

LINE: Final = "demo.line"
"""Where the application finds its connection in the scope."""
_DRIPS: Final = 8
_DRIP_SECONDS: Final = 0.2
_STALL_SECONDS: Final = 0.5
_FILLING: Final = b"<p>more and more</p>\n" * 3_000

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class OpenProtocol(H11Protocol):
    """The server's own protocol, which hands the connection to the application too."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - the server's own
        super().__init__(*given, **named)
        served = self.app

        async def with_line(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
            await served({**scope, LINE: self.transport}, receive, send)

        self.app = with_line


async def deliver(
    reply: Reply, send: Send, receive: Receive, line: asyncio.Transport | None
) -> None:
    answer, delivery = reply.answer, reply.delivery
    if delivery is Delivery.WHOLE or line is None:
        await _begin(answer, send, len(answer.body))
        await send({"type": "http.response.body", "body": answer.body})
    elif delivery is Delivery.DRIPPED:
        await _begin(answer, send, len(answer.body))
        await _drip(answer.body, send)
    elif delivery in (Delivery.STALLED, Delivery.ENDLESS):
        await _begin(answer, send, None)
        await _until_gone(_on_and_on(answer.body, delivery, send), receive)
    else:
        _cut(answer, delivery, line)
        await _gone(receive)


async def _begin(answer: Answer, send: Send, length: int | None) -> None:
    headers = [(name.encode(), text.encode("latin-1")) for name, text in headers_of(answer, length)]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})


def headers_of(answer: Answer, length: int | None) -> list[tuple[str, str]]:
    found = [("content-type", answer.content_type)]
    if length is not None:
        found.append(("content-length", str(length)))
    if answer.modified:
        found.append(("last-modified", format_datetime(answer.modified, usegmt=True)))
    return [*found, *answer.headers.items()]


async def _drip(body: bytes, send: Send) -> None:
    size = len(body) // _DRIPS + 1
    for start in range(0, len(body), size):
        piece = body[start : start + size]
        more = start + size < len(body)
        await send({"type": "http.response.body", "body": piece, "more_body": more})
        await asyncio.sleep(_DRIP_SECONDS)


async def _on_and_on(body: bytes, delivery: Delivery, send: Send) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})
    while True:
        stalled = delivery is Delivery.STALLED
        piece = b" " if stalled else _FILLING
        await asyncio.sleep(_STALL_SECONDS if stalled else 0)
        await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _until_gone(work: Awaitable[None], receive: Receive) -> None:
    """Until the caller has had enough; the server says nothing of it to who only sends."""
    sending = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_gone(receive))
    _, left = await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
    for each in left:
        each.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _cut(answer: Answer, delivery: Delivery, line: asyncio.Transport) -> None:
    if delivery is Delivery.NONE:
        line.abort()
        return
    body, announced = answer.body, len(answer.body)
    if delivery is Delivery.HALF:
        body = body[: len(body) // 2]
    else:
        announced //= 2
    phrase = HTTPStatus(answer.status).phrase
    head = "".join(f"{name}: {text}\r\n" for name, text in headers_of(answer, announced))
    line.write(f"HTTP/1.1 {answer.status} {phrase}\r\n{head}\r\n".encode("latin-1") + body)
    line.close()
