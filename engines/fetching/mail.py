"""Messages of an IMAP mailbox: looked at, never changed, not even marked as read."""

import imaplib
import re
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from struct import pack
from typing import Final
from urllib.parse import unquote, urlsplit

from contracts.asking import Rows, decode_rows
from contracts.clock import Clock
from contracts.errors import Permanent, Transient
from contracts.fetching import Fetched
from contracts.frontier import Request
from engines.fetching.bounds import LARGEST, SECONDS, Lines, deadline, without_rows
from engines.net.credentials import Credentials
from engines.net.dialer import Dialer, Dialers

PORT: Final = 993
MOST_AT_ONCE: Final = 100
_LARGEST_ANSWERS: Final = 2 * LARGEST
_OF_THE_SERVER: Final = (
    *(OSError, EOFError, imaplib.IMAP4.error),
    *(ValueError, TypeError, LookupError, AttributeError),
)
"""The second row is what `imaplib` itself lets out when an answer is not in its grammar."""
_SPAN: Final = re.compile(r"(\d{1,6})([hdw])")
_HOURS: Final = {"h": 1, "d": 24, "w": 168}


class MailFetcher:
    """`tls` is how servers are known; None: by the machine's certificates."""

    def __init__(
        self,
        dialers: Dialers,
        credentials: Credentials,
        now: Clock,
        *,
        tls: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._dialers = dialers
        self._credentials = credentials
        self._now = now
        self._tls = tls or ssl.create_default_context()
        self._seconds = seconds

    def fetch(self, request: Request) -> Fetched:
        asked = decode_rows(request.body)
        if asked.key not in ("", "uid"):
            raise Permanent(f"source {request.source}: the key of a mailbox's messages is uid")
        who = self._credentials.pair(request)
        wire = _Wire()
        with _said(request), wire.held(), deadline(self._seconds, wire.cut) as late:
            try:
                with self._opened(request, wire) as mailbox:
                    return self._messages(request, asked, mailbox, who)
            except _OF_THE_SERVER as error:
                if not late.is_set():
                    raise
                msg = f"it has not answered within {self._seconds:g} s"
                raise TimeoutError(msg) from error

    @contextmanager
    def _opened(self, request: Request, wire: "_Wire") -> "Iterator[_Mailbox]":
        target = urlsplit(request.url)
        host, port = target.hostname or "", target.port or PORT
        mailbox = _Mailbox(self._dialers(request.space), wire, host, port, self._tls)
        try:
            yield mailbox
        finally:
            with suppress(OSError):
                mailbox.shutdown()

    def _messages(
        self, request: Request, asked: Rows, mailbox: "_Mailbox", who: tuple[str, str]
    ) -> Fetched:
        try:
            mailbox.login(*who)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            return without_rows(request, 401)
        name = unquote(urlsplit(request.url).path.strip("/")) or "INBOX"
        quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if re.search(r"[\r\n]", name) or mailbox.select(quoted, readonly=True)[0] != "OK":
            return without_rows(request, 404)
        most = min(asked.limit or MOST_AT_ONCE, MOST_AT_ONCE)
        room = LARGEST * 2 // 3 // most
        lines = Lines(request)
        found = self._numbers(request, asked, mailbox)
        for number in found[: asked.limit or None]:
            message, cut = mailbox.message(number, room)
            row: dict[str, object] = {"uid": number, "message": b64encode(message).decode()}
            lines.add(row | {"cut": True} if cut else row)
        return lines.fetched()

    def _numbers(self, request: Request, asked: Rows, mailbox: "_Mailbox") -> list[int]:
        after = asked.after if isinstance(asked.after, int) else 0
        since = []
        if asked.within:
            span = _SPAN.fullmatch(asked.within)
            if span is None:
                msg = f"source {request.source}: within is {asked.within[:40]!r}; write 30d or 12h"
                raise Permanent(msg)
            begin = self._now() - timedelta(hours=int(span[1]) * _HOURS[span[2]])
            since = ["SINCE", imaplib.Time2Internaldate(begin)[1:12].strip()]
        kind, answer = mailbox.uid("SEARCH", "UID", f"{after + 1}:*", *since)
        if kind != "OK":
            raise Permanent(f"source {request.source}: the mailbox's server cannot search")
        found = (_number(word) for part in answer if part for word in _words(part))
        # A server answers n:* with the last message even when its number is below n.
        return sorted(number for number in found if number > after)


@contextmanager
def _said(request: Request) -> Iterator[None]:
    """Say in our words whatever a server does, or makes `imaplib` stumble over."""
    server = f"source {request.source}: the mailbox's server"
    try:
        yield
    except (OSError, imaplib.IMAP4.abort, EOFError) as error:
        msg = f"{server} breaks off: {str(error)[:200]}"
        raise Transient(msg) from error
    except imaplib.IMAP4.error as error:
        msg = f"{server} refuses: {str(error)[:200]}"
        raise Permanent(msg) from error
    except _OF_THE_SERVER as error:
        msg = f"{server} answers what is no IMAP: {str(error)[:200]}"
        raise Permanent(msg) from error


def _words(part: bytes | tuple[bytes, ...]) -> list[bytes]:
    return (part if isinstance(part, bytes) else b" ".join(part)).split()


def _number(word: bytes) -> int:
    if not re.fullmatch(rb"\d{1,10}", word):
        msg = f"{word[:40]!r} is no number of a message"
        raise ValueError(msg)
    return int(word)


class _Wire:
    """The connection of one fetch, which can be ended at once from any thread.

    It is shut down and not closed: whoever reads from it sees an end, not a closed file.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended = False
        self._socket: socket.socket | None = None

    def take(self, fresh: socket.socket) -> None:
        with self._lock:
            self._socket = fresh
        if self._ended:
            self.cut()

    def cut(self) -> None:
        with self._lock, suppress(OSError):
            self._ended = True
            if self._socket is not None:
                # What is under way is of no use: the server is to see the end at once.
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, pack("ii", 1, 0))
                # Not SSLSocket's own: that drops its keys, and a reader would read on without.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Close it at the end, however far it came."""
        try:
            yield
        finally:
            self.cut()
            if self._socket is not None:
                self._socket.close()


class _Mailbox(imaplib.IMAP4_SSL):
    """Connected through the guard; its server may not send more than a bound."""

    def __init__(
        self, dialer: Dialer, wire: _Wire, host: str, port: int, tls: ssl.SSLContext
    ) -> None:
        self._dialer = dialer
        self._wire = wire
        self._received = 0
        super().__init__(host, port, ssl_context=tls, timeout=SECONDS)

    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        plain = self._dialer.connect(self.host, self.port, seconds=timeout or SECONDS)
        secured: ssl.SSLSocket = self.ssl_context.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        self._wire.take(secured)
        secured.do_handshake()
        return secured

    def read(self, size: int) -> bytes:
        self._count(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._count(len(line))
        return line

    def _count(self, more: int) -> None:
        self._received += more
        if self._received > _LARGEST_ANSWERS:
            raise self.error(f"more than {_LARGEST_ANSWERS >> 20} MiB are sent")

    def message(self, number: int, room: int) -> tuple[bytes, bool]:
        """Return a message, or its first part when it is larger than the room for it."""
        _, answer = self.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{room + 1}>)")
        body = next((part[1] for part in answer if isinstance(part, tuple)), b"")
        return body[:room], len(body) > room
