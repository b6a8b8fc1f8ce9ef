"""A link graph on loopback: `python -m bench.site --pages N`, as fast as a server can be.

Page n links to twenty others: to ten that follow it in a tree, so that every page is reached, and
to ten by chance, as sites do. The first line it prints names its address; `/_fetched` tells how
often each page was asked for, so that a lost one shows, `/_seconds` from the first to the last.
"""

import argparse
import asyncio
import sys
import time
from array import array
from typing import Final

LINKS: Final = 20
_TREE: Final = LINKS // 2
_STRIDE: Final = 7_919
_STEP: Final = 104_729
_FILL: Final = "<p>The quick brown fox writes a job ad that says little in many words.</p>" * 12


class Site:
    def __init__(self, pages: int, delay: float = 0.0) -> None:
        self.pages = pages
        self.delay = delay
        self.asked = array("I", bytes(4 * pages))
        self.first = self.last = 0.0

    def answer(self, path: bytes) -> bytes:
        if path == b"/_fetched":
            return _response(b" ".join(b"%d" % count for count in self.asked), b"text/plain")
        if path == b"/_seconds":
            return _response(b"%f" % (self.last - self.first), b"text/plain")
        if path == b"/robots.txt":
            return _response(b"User-agent: *\nAllow: /\n", b"text/plain")
        number = _number(path)
        if number is None or number >= self.pages:
            return _response(b"nothing here", b"text/plain", b"404 Not Found")
        self.asked[number] += 1
        self.last = time.monotonic()
        self.first = self.first or self.last
        return _response(page(number, self.pages), b"text/html; charset=utf-8")


def targets(number: int, pages: int) -> list[int]:
    """Lead on in the tree, as far as it goes, and to pages by chance."""
    first = number * _TREE + 1
    tree = list(range(first, min(first + _TREE, pages)))
    chance = [(number * _STRIDE + step * _STEP) % pages for step in range(LINKS - len(tree))]
    return tree + chance


def page(number: int, pages: int) -> bytes:
    links = "".join(f'<a href="/{to}">page {to}</a>' for to in targets(number, pages))
    return f"<html><head><title>{number}</title></head><body>{links}{_FILL}</body></html>".encode()


def _number(path: bytes) -> int | None:
    text = path[1:]
    return int(text) if text.isdigit() and len(text) < 9 else 0 if path == b"/" else None  # noqa: PLR2004 - digits


def _response(body: bytes, kind: bytes, status: bytes = b"200 OK") -> bytes:
    head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
    return head % (status, kind, len(body)) + body


class _Connection(asyncio.Protocol):
    """HTTP/1.1 as crawlers speak it: GET without a body, kept alive."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        *heads, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for head in heads:
            answer = self._site.answer(head.split(b" ", 2)[1])
            if self._site.delay:
                loop = asyncio.get_running_loop()
                loop.call_later(self._site.delay, self._transport.write, answer)
            else:
                self._transport.write(answer)


async def serve(site: Site, port: int = 0) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(site), "127.0.0.1", port, backlog=512)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.site", description=__doc__)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    given = parser.parse_args()
    try:
        asyncio.run(serve(Site(given.pages, given.delay)))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
