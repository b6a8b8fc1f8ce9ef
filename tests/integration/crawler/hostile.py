"""A server that answers as no honest one does: bombs, drips, and heads and bodies without end."""

import gzip
import time
import zlib
from contextlib import suppress
from typing import Final

import brotli
from backports import zstd

from tests.integration.crawler.board import Answer, Board, Handler

ZEROS: Final = 256 << 20
"""So much comes out of each bomb: sixteen times what a page may be."""


def bombs() -> dict[str, tuple[str, bytes]]:
    """By name: the encoding that is said, and a small body that is large within."""
    chunk = bytes(1 << 20)
    packer, shrinker, small = zlib.compressobj(9), brotli.Compressor(quality=5), []
    deflated = b"".join([packer.compress(chunk) for _ in range(ZEROS >> 20)]) + packer.flush()
    small = [shrinker.process(chunk) for _ in range(ZEROS >> 20)]
    gzipped = gzip.compress(bytes(ZEROS), 9)
    return {
        "gzip": ("gzip", gzipped),
        "deflate": ("deflate", deflated),
        "br": ("br", b"".join(small) + shrinker.finish()),
        "zstd": ("zstd", zstd.compress(bytes(ZEROS))),
        "twice": ("gzip, gzip", gzip.compress(gzipped)),
        "often": (", ".join(["gzip"] * 1000), gzip.compress(b"x")),
        "broken": ("gzip", gzipped[:1000] + b"no gzip"),
    }


def encoded(encoding: str, body: bytes) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Encoding", encoding)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def endless(board: Board, head: bytes, more: bytes, *, pause: float = 0.0) -> Answer:
    """Send a beginning, and then more of the same until nobody listens."""

    def answer(handler: Handler) -> None:
        handler.close_connection = True
        with suppress(OSError):
            handler.wfile.write(head)
            while not board.closing.is_set():
                handler.wfile.write(more)
                handler.wfile.flush()
                time.sleep(pause)

    return answer


def hostile(board: Board) -> list[str]:
    """Give a board every bad answer; return their targets."""
    begin, line = b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"x" * 8000 + b"\r\n"
    chunked = begin + b"Transfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    found: dict[str, Answer] = {
        f"/bomb/{name}": encoded(encoding, body) for name, (encoding, body) in bombs().items()
    }
    found |= {
        "/head": endless(board, begin, line),
        "/line": endless(board, begin + b"X: ", b"x" * 60_000),
        "/continue": endless(board, b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.001),
        "/chunks": endless(board, chunked, chunk),
        "/drip": endless(board, begin + b"Content-Length: 1000\r\n\r\n", b"x", pause=0.5),
        "/drip-head": endless(board, begin, b"A: b\r\n", pause=0.5),
        "/drip-chunks": endless(board, chunked, b"1\r\nx\r\n", pause=0.5),
        "/size": endless(board, chunked, b"f" * 1000),
    }
    board.special |= found
    return list(found)
