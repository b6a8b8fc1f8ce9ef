"""A proxy before an HTTP engine that answers for it as an overloaded or broken one would."""

import http.client
import json
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final, NamedTuple

_HEADERS: Final = ("Content-Type", "X-Elastic-Product")
_OVERLOADED: Final = {"type": "es_rejected_execution_exception", "reason": "queue is full"}


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Exchange(NamedTuple):
    """A request, and the way to the engine behind."""

    port: int
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def forward(self, body: bytes | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            sent = self.body if body is None else body
            headers = {**self.headers, "Content-Length": str(len(sent))}
            connection.request(self.method, self.path, sent, headers)
            answered = connection.getresponse()
            kept = {name: value for name in _HEADERS if (value := answered.headers.get(name))}
            return Answer(answered.status, kept, answered.read())
        finally:
            connection.close()


Fault = Callable[[Exchange], Answer | None]
"""What is answered in place of the engine; None: the line breaks without an answer."""


def refuse(status: int, kind: str = "refused", reason: str = "by the test") -> Fault:
    cause = {"type": kind, "reason": reason}
    body = json.dumps({"error": {**cause, "root_cause": [cause]}, "status": status}).encode()
    return lambda _: Answer(status, {"Content-Type": "application/json"}, body)


def lose(exchange: Exchange) -> None:
    """The engine applies it, and its answer never comes."""
    exchange.forward()


def late(seconds: float) -> Fault:
    """The engine applies it at once, and its answer comes when nobody waits any more."""

    def answer(exchange: Exchange) -> Answer:
        answered = exchange.forward()
        time.sleep(seconds)
        return answered

    return answer


def busy(status: int) -> Fault:
    """Every second item of a bulk request is refused, the others reach the engine."""

    def answer(exchange: Exchange) -> Answer:
        lines = exchange.body.splitlines()
        pairs = list(zip(lines[::2], lines[1::2], strict=True))
        taken = b"".join(line + b"\n" for pair in pairs[::2] for line in pair)
        answered = exchange.forward(taken)
        told = json.loads(answered.body)
        taken_items = iter(told["items"])
        refused = {"status": status, "error": _OVERLOADED}
        told["items"] = [
            {next(iter(json.loads(pair[0]))): refused} if number % 2 else next(taken_items)
            for number, pair in enumerate(pairs)
        ]
        return answered._replace(body=json.dumps({**told, "errors": True}).encode())

    return answer


class Proxy:
    """Each fault takes the place of one bulk request; the rest goes through."""

    def __init__(self, target: int) -> None:
        self.faults: deque[Fault] = deque()
        self.every: Fault | None = None
        """Stands for all requests, bulk or not, while it is set."""
        self.sizes: list[int] = []
        """Items of each bulk request."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, target))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, exchange: Exchange) -> Answer | None:
        if self.every:
            return self.every(exchange)
        if not exchange.path.endswith("/_bulk"):
            return exchange.forward()
        self.sizes.append(len(exchange.body.splitlines()) // 2)
        return self.faults.popleft()(exchange) if self.faults else exchange.forward()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(proxy: Proxy, target: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _relay(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in {"host", "connection", "content-length"}
            }
            answer = proxy.answer(Exchange(target, self.command, self.path, headers, body))
            if answer is None:
                self.close_connection = True
                return
            with suppress(ConnectionError):  # who asked may be gone
                self._send(answer)

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _relay  # noqa: N815 - the library's names

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def proxy_to(port: int) -> Iterator[Proxy]:
    proxy = Proxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
