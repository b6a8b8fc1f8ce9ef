"""A mail server on loopback, in TLS: so much of IMAP as a reader needs, and what it was told."""

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

PASSWORD: Final = "canary-of-the-mailbox"  # noqa: S105 - of a server that the tests made


class Mailbox:
    """Messages by number. `answer` may say something else to a command.

    With `every` it says its greeting over and over, one in so many seconds, and no line's end.
    """

    def __init__(
        self, messages: dict[int, bytes], *, greeting: bytes = b"* OK ready\r\n", every: float = 0
    ) -> None:
        self.messages = messages
        self.greeting = greeting
        self.every = every
        self.told: list[str] = []
        self.answer: Callable[[str], bytes | None] = lambda _: None
        self.port = 0

    def reply(self, command: str) -> bytes:
        """Return what stands before the tagged line."""
        self.told.append(command)
        if (said := self.answer(command)) is not None:
            return said
        if command.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1\r\n"
        if command.startswith("EXAMINE"):
            return f"* {len(self.messages)} EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n".encode()
        if found := re.match(r"UID SEARCH UID (\d+):\*", command):
            numbers = [n for n in self.messages if n >= int(found[1])] or [max(self.messages)]
            return b"* SEARCH " + " ".join(map(str, numbers)).encode() + b"\r\n"
        if found := re.match(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", command):
            body = self.messages[int(found[1])][: int(found[2])]
            head = f"* 1 FETCH (UID {found[1]} BODY[]<0> {{{len(body)}}}\r\n"
            return head.encode() + body + b")\r\n"
        return b""

    def serve(self, wire: ssl.SSLSocket) -> None:
        with wire, wire.makefile("rb") as lines:
            wire.sendall(self.greeting)
            while self.every:
                time.sleep(self.every)
                wire.sendall(self.greeting)
            for line in lines:
                tag, _, command = line.decode().strip().partition(" ")
                wire.sendall(self.reply(command))
                fine = not command.startswith("LOGIN") or PASSWORD in command
                wire.sendall(f"{tag} {'OK done' if fine else 'NO no'}\r\n".encode())


@contextmanager
def serving(mailbox: Mailbox, cert: str, key: str) -> Iterator[Mailbox]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = socket.create_server(("127.0.0.1", 0))
    mailbox.port = server.getsockname()[1]

    def accept() -> None:
        while True:
            try:
                wire, _ = server.accept()
            except OSError:
                return
            wire.settimeout(10)
            with suppress(OSError), context.wrap_socket(wire, server_side=True) as secured:
                mailbox.serve(secured)

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield mailbox
    finally:
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        server.close()
