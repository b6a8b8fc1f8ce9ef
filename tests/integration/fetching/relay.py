"""TLS in front of a server that has none: what comes in is passed on, and back."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def relayed(address: str, cert: str, key: str) -> Iterator[int]:
    """Yield the port that speaks TLS."""
    host, _, port = address.partition(":")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = socket.create_server(("127.0.0.1", 0))
    open_wires: list[socket.socket] = []

    def serve(wire: socket.socket) -> None:
        with suppress(OSError):
            secured = context.wrap_socket(wire, server_side=True)
            inner = socket.create_connection((host, int(port)))
            open_wires.extend((secured, inner))
            back = threading.Thread(target=_pass, args=(inner, secured), daemon=True)
            back.start()
            _pass(secured, inner)

    def accept() -> None:
        with suppress(OSError):
            while True:
                wire, _ = server.accept()
                threading.Thread(target=serve, args=(wire,), daemon=True).start()

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield int(server.getsockname()[1])
    finally:
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for wire in (*open_wires, server):
            wire.close()


def _pass(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
