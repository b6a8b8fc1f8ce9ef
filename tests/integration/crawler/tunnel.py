"""A proxy for encrypted pages: it is asked to CONNECT, and joins the two lines blindly."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from tests.engines.certificates import Certificates
from tests.integration.crawler.board import Board, Handler

_PIECE: Final = 1 << 16


class Tunnel:
    """Leads every name to one port, as a site's name would; notes what it was asked and by whom."""

    def __init__(self, inner: int) -> None:
        self.inner = inner
        self.url = ""
        self.asked: list[tuple[str, str]] = []
        """Each CONNECT: the target, and what it said of who asks."""
        self.refuses = False


class _Asked(BaseHTTPRequestHandler):
    tunnel: Tunnel

    def do_CONNECT(self) -> None:
        self.tunnel.asked.append((self.path, self.headers.get("Proxy-Authorization", "")))
        self.close_connection = True
        if self.tunnel.refuses:
            self.send_error(407)
            return
        with socket.create_connection(("127.0.0.1", self.tunnel.inner)) as inner:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_carry, args=(inner, self.connection))
            back.start()
            _carry(self.connection, inner)
            back.join()

    def log_message(self, *_: object) -> None:
        """Silence: the tests say what they saw."""


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def tunnelled(board: Board, certificates: Certificates) -> Iterator[Tunnel]:
    """Serve the board by TLS alone, and the proxy that leads there."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.cert, certificates.key)
    site = _Quiet(("127.0.0.1", 0), type("Bound", (Handler,), {"board": board}))
    site.socket = context.wrap_socket(site.socket, server_side=True, do_handshake_on_connect=False)
    tunnel = Tunnel(site.server_port)
    proxy = _Quiet(("127.0.0.1", 0), type("Bound", (_Asked,), {"tunnel": tunnel}))
    tunnel.url = f"http://127.0.0.1:{proxy.server_port}"
    with ExitStack() as stack:
        for server in (site, proxy):
            thread = threading.Thread(target=server.serve_forever, args=(0.05,))
            thread.start()
            stack.callback(server.server_close)
            stack.callback(thread.join)
            stack.callback(server.shutdown)
        yield tunnel
        board.closing.set()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A line that ends in a fault is what some tests want; they look at its other end."""
