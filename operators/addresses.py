"""Addresses on loopback: free TCP ports, and whether one of our own services answers."""

import socket
import urllib.request
from http.client import HTTPException

# A proxy that is set for the outside world knows nothing of this machine's loopback.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port(preferred: int, taken: set[int]) -> int:
    """Return the preferred port if nobody has it, else any free one."""
    for candidate in (preferred, 0):
        if candidate in taken:
            continue
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    msg = "no free TCP port on 127.0.0.1"
    raise OSError(msg)


def ask(url: str, *, seconds: float) -> None:
    """Ask a service of ours; OSError tells why it does not answer well."""
    try:
        with _DIRECT.open(url, timeout=seconds):
            return
    except HTTPException as error:
        raise OSError(f"it does not speak HTTP: {error!r}") from error
