"""A site to crawl, the same for every crawler: `python -m bench.site --pages N` on loopback.

A graph of pages, each with 20 links and a few kilobytes of text; every page can be reached from
the first. It answers from memory of no more than one page and lets connections live.
"""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

LINKS: Final = 20
WORDS: Final = ("crawler", "frontier", "lease", "host", "page", "link", "slot", "queue")
PARAGRAPHS: Final = 12
ROBOTS: Final = b"User-agent: *\nDisallow: /private/\n"


def targets(number: int, pages: int) -> list[int]:
    """Lead to the children in a tree of all pages, and where it ends to pages anywhere."""
    first = number * LINKS + 1
    children = list(range(first, min(first + LINKS, pages)))
    others = [(number * 7919 + step * 104_729) % pages for step in range(len(children), LINKS)]
    return children + others


def page(number: int, pages: int) -> bytes:
    links = "".join(f'<li><a href="/p/{each}">{each}</a></li>' for each in targets(number, pages))
    words = " ".join(WORDS[(number + step) % len(WORDS)] for step in range(40))
    text = f"<p>{words}</p>" * PARAGRAPHS
    html = (
        f"<html><head><title>Page {number}</title></head><body>{text}<ul>{links}</ul></body></html>"
    )
    return html.encode()


class Site:
    def __init__(self, pages: int) -> None:
        self._pages = pages

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(self._answer(head.split(b" ", 2)[1].decode()))
                await writer.drain()
        writer.close()

    def _answer(self, path: str) -> bytes:
        if path == "/robots.txt":
            return _response(b"200 OK", b"text/plain", ROBOTS)
        number = path.removeprefix("/p/")
        if path.startswith("/p/") and number.isdigit() and int(number) < self._pages:
            return _response(b"200 OK", b"text/html; charset=utf-8", page(int(number), self._pages))
        return _response(b"404 Not Found", b"text/plain", b"no such page")


def _response(status: bytes, kind: bytes, body: bytes) -> bytes:
    return (
        b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\nConnection: keep-alive\r\n\r\n%b"
        % (status, kind, len(body), body)
    )


async def _run(pages: int) -> None:
    server = await asyncio.start_server(Site(pages).serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


@contextmanager
def serving(pages: int) -> Iterator[str]:
    """Serve it in a process of its own; yield its first page's address."""
    command = [sys.executable, "-m", "bench.site", "--pages", str(pages)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        try:
            port = process.stdout.readline() if process.stdout else ""
            yield f"http://127.0.0.1:{int(port)}/p/0"
        finally:
            process.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    with suppress(KeyboardInterrupt):
        asyncio.run(_run(parser.parse_args().pages))


if __name__ == "__main__":
    main()
