"""How much one fetch may bring, and how long it may take."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import msgspec

from contracts.asking import ROWS
from contracts.errors import Permanent
from contracts.fetching import Fetched
from contracts.frontier import Request

LARGEST: Final = 16 << 20
MOST_ROWS: Final = 10_000
SECONDS: Final = 30.0


class Lines:
    """JSON Lines that grow to a bound; what is beyond it is an error, never a shorter answer."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._encoder = msgspec.json.Encoder(decimal_format="string", enc_hook=str)
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, row: object) -> None:
        """Moments are ISO 8601, decimals texts, bytes base64; whatever else is said as text."""
        self.add_encoded(self._encoder.encode(row))

    def add_encoded(self, line: bytes) -> None:
        self._parts.append(line + b"\n")
        self._size += len(line) + 1
        if len(self._parts) > MOST_ROWS:
            self._refuse(f"{MOST_ROWS} rows")
        if self._size > LARGEST:
            self._refuse(f"{LARGEST >> 20} MiB")

    def fetched(self, **headers: str) -> Fetched:
        return Fetched(
            url=self._request.url,
            status=200,
            body=b"".join(self._parts),
            headers={"content-type": ROWS, **headers},
        )

    def _refuse(self, most: str) -> None:
        msg = (
            f"source {self._request.source}: its answer is larger than {most}; ask for pages "
            "(a key and a smaller limit) or for fewer columns"
        )
        raise Permanent(msg)


def without_rows(request: Request, status: int) -> Fetched:
    """Say by a status why nothing was brought."""
    return Fetched(url=request.url, status=status, body=b"")


@contextmanager
def deadline(seconds: float, end: Callable[[], object]) -> Iterator[threading.Event]:
    """Call `end` from another thread when it takes longer; the event tells that it did."""
    late = threading.Event()

    def now() -> None:
        late.set()
        end()

    timer = threading.Timer(seconds, now)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
