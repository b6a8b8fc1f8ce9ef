"""A small board on loopback in the shape of work.ua, with pages that misbehave on request."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from tests.unit.crawler.pages import a_card, a_list, a_vacancy

PER_PAGE: Final = 4
ROBOTS: Final = b"User-agent: *\nDisallow: /jobs/13/\n"

Answer = Callable[["Handler"], None]


class Board:
    """Serves `vacancies` on as many list pages as they need.

    `special` answers go first; before them `once`, each to whatever is asked next.
    """

    def __init__(self, vacancies: int, robots: bytes = ROBOTS) -> None:
        self.vacancies = vacancies
        self.special: dict[str, Answer] = {"/robots.txt": page(robots, kind="text/plain")}
        self.once: list[Answer] = []
        self.asked: Counter[str] = Counter()
        self.arrivals: list[float] = []
        """When each request came, in seconds of the test's own clock."""
        self.agents: Counter[str] = Counter()
        self.cookies = 0
        self.closing = threading.Event()
        self.url = ""

    @property
    def pages(self) -> int:
        return -(-self.vacancies // PER_PAGE)

    def answer(self, handler: "Handler") -> None:
        target = handler.path
        self.asked[target] += 1
        self.arrivals.append(time.monotonic())
        self.agents[handler.headers.get("User-Agent", "")] += 1
        self.cookies += "Cookie" in handler.headers
        self._next(target)(handler)

    def _next(self, target: str) -> Answer:
        with suppress(IndexError):
            return self.once.pop()
        return self.special.get(target, self._ordinary)

    def _ordinary(self, handler: "Handler") -> None:
        parts = urlsplit(handler.path)
        if parts.path == "/jobs/":
            number = int(dict(parse_qsl(parts.query))["page"])
            page(self.list_page(number).encode())(handler)
        elif parts.path.startswith("/jobs/"):
            number = int(parts.path.removeprefix("/jobs/").strip("/"))
            page(a_vacancy(title=f"Vacancy {number}", text=f"<p>Text {number}</p>").encode())(
                handler
            )
        else:
            page(b"<h1>404</h1>", status=404)(handler)

    def list_page(self, number: int) -> str:
        first = (number - 1) * PER_PAGE + 1
        shown = range(first, min(first + PER_PAGE, self.vacancies + 1))
        return a_list(*map(a_card, shown), pages=tuple(range(1, self.pages + 1)))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    board: Board

    def do_GET(self) -> None:
        with suppress(ConnectionError):
            self.board.answer(self)

    def log_message(self, *_: object) -> None:
        """Silence: the tests say what they saw."""


def page(
    body: bytes, *, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str
) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Set-Cookie", "who=secret")
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def redirect(location: str) -> Answer:
    return page(b"", status=301, Location=location)


def at_first(first: Answer, then: Answer) -> Answer:
    """Answer once in one way, later in another."""
    answers = chain([first], repeat(then))

    def answer(handler: Handler) -> None:
        next(answers)(handler)

    return answer


def huge(board: Board, *, stated: bool) -> Answer:
    """One GiB of nothing, with or without saying so first."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        if stated:
            handler.send_header("Content-Length", str(1 << 30))
        handler.send_header("Connection", "close")
        handler.end_headers()
        sent = 0
        while sent < 1 << 30 and not board.closing.is_set():
            sent += handler.wfile.write(b" " * (1 << 20))
        handler.close_connection = True

    return answer


def silent(board: Board) -> Answer:
    """Take the request, and never answer."""

    def answer(handler: Handler) -> None:
        board.closing.wait(60)
        handler.close_connection = True

    return answer


@contextmanager
def served(board: Board) -> Iterator[Board]:
    handler = type("BoundHandler", (Handler,), {"board": board})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    board.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield board
    finally:
        board.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
