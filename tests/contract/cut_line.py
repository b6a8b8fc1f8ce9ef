"""A line to a server that a test can cut: before the server hears, or before it is heard."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread


class Line:
    """`mute`: nothing reaches the server. `deaf`: it hears and acts, but no answer comes back."""

    def __init__(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._to = port
        self._open: list[socket.socket] = []
        self.port = int(self._listener.getsockname()[1])
        self.mute, self.deaf = Event(), Event()
        self._answering = Thread(target=self._answer)
        self._answering.start()

    def mend(self) -> None:
        self.mute.clear()
        self.deaf.clear()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in self._open:
            _hang_up(end)
        self._answering.join()

    def _answer(self) -> None:
        pumps = []
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open += (near, far)
                pumps += [
                    Thread(target=_pump, args=(near, far, self.mute)),
                    Thread(target=_pump, args=(far, near, self.deaf)),
                ]
                for pump in pumps[-2:]:
                    pump.start()
        for pump in pumps:
            pump.join()


def _pump(source: socket.socket, target: socket.socket, cut: Event) -> None:
    with suppress(OSError):
        while (heard := source.recv(65_536)) and not cut.is_set():
            target.sendall(heard)
    _hang_up(source)
    _hang_up(target)


def _hang_up(end: socket.socket) -> None:
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
