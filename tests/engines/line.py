"""A line to an engine that a test can cut, whole or in one direction: a TCP relay on loopback."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread


class Line:
    """`mute`: nothing reaches the server. `deaf`: it hears and acts, but no answer comes back."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._up = True
        self._ends: set[socket.socket] = set()
        self._lock = Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.mute, self.deaf = Event(), Event()
        Thread(target=self._take, daemon=True).start()

    def cut(self) -> None:
        """Break what goes through, and take nothing new."""
        with self._lock:
            self._up = False
            for end in self._ends:
                _broken(end)
            self._ends.clear()

    def mend(self) -> None:
        self._up = True
        self.mute.clear()
        self.deaf.clear()

    def close(self) -> None:
        self._door.close()
        self.cut()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                self._join(near)

    def _join(self, near: socket.socket) -> None:
        with self._lock:
            if not self._up:
                _broken(near)
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                _broken(near)
                return
            self._ends |= {near, far}
        for source, sink, stopped in ((near, far, self.mute), (far, near, self.deaf)):
            Thread(target=_relay, args=(source, sink, stopped), daemon=True).start()


def _relay(source: socket.socket, sink: socket.socket, stopped: Event) -> None:
    with suppress(OSError):
        while (heard := source.recv(1 << 16)) and not stopped.is_set():
            sink.sendall(heard)
    _broken(source)
    _broken(sink)


def _broken(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    line = Line(port)
    try:
        yield line
    finally:
        line.close()
