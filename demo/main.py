"""`python -m demo.main serve | archive`: the demo's sites, and their boards' past as files."""

import argparse
import signal
import socket
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import uvicorn

from contracts.clock import file_clock
from contracts.errors import Misconfigured
from demo import archive
from demo.ads import BOARDS
from demo.boards.registry import PORTS, SITES
from demo.delivery import OpenProtocol
from demo.elsewhere import ELSEWHERE
from demo.faults import Fault
from demo.schedule import END
from demo.server import DemoInternet
from demo.world import World

_LOOPBACK: Final = "127.0.0.1"
_BACKLOG: Final = 512
_EVERY: Final = "all"


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        given.run(given)
    except Misconfigured as error:
        sys.stderr.write(f"demo: {error}\n")
        return 2
    return 0


def _serve(given: argparse.Namespace) -> None:
    clock = file_clock(given.clock)
    clock()
    asked = given.ports or [PORTS[name] for name in given.boards]
    if len(asked) != len(given.boards):
        names = ", ".join(given.boards)
        raise Misconfigured(f"--ports: name {len(given.boards)} ports, one for each of {names}")
    sockets = [_listening(port) for port in asked]
    ports = [each.getsockname()[1] for each in sockets]
    elsewhere = [name for name in given.boards if name in ELSEWHERE]
    internet = DemoInternet(
        World(given.seed, given.end, elsewhere),
        clock,
        dict(zip(ports, given.boards, strict=True)),
        delay_ms=given.delay_ms,
        faults=dict(given.fault),
        hostile=given.boards if _EVERY in given.hostile else given.hostile,
    )
    server = uvicorn.Server(
        uvicorn.Config(
            internet,
            http=OpenProtocol,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_keep_alive=60,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
    )
    # The server hands the signal that ended it back to us; we end by returning. One that comes
    # before the server listens for signals ends it as well.
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: setattr(server, "should_exit", True))
    boards = {
        board: f"http://{_LOOPBACK}:{port}" for board, port in zip(given.boards, ports, strict=True)
    }
    _say({"ready": True, "boards": boards, "truth": f"{boards[given.boards[0]]}/_truth/"})
    server.run(sockets=sockets)


def _archive(given: argparse.Namespace) -> None:
    world = World(given.seed, given.end)
    counts = archive.write(world, given.folder, {**archive.BASES, **dict(given.base)})
    _say({"archive": str(given.folder), "postings": counts})


def _listening(port: int) -> socket.socket:
    """Connections wait in the backlog from now on, so "ready" may be said at once.

    The protocol is named because asyncio turns Nagle's delay (40 ms a page) off only then.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((_LOOPBACK, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        msg = f"port {port}: {error.strerror or error}; choose free ones with --ports, such as 0,0"
        raise Misconfigured(msg) from error
    return listening


def _say(fact: dict[str, object]) -> None:
    sys.stdout.write(msgspec.json.encode(fact).decode() + "\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m demo.main", description=__doc__)
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="answer as job boards until a signal ends it")
    serve.add_argument(
        "--boards",
        type=_boards,
        default=list(BOARDS),
        help=f"some of {', '.join(SITES)} (the first two), or all",
    )
    serve.add_argument("--ports", type=_ports, help="one per board (8401, 8402 and so on)")
    serve.add_argument("--clock", type=Path, required=True, help='file with the date of "now"')
    serve.add_argument("--delay-ms", type=int, default=0, help="answer every page this much later")
    serve.add_argument(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="KIND:/path?query",
        help=f"spoil that page, always; kinds: {', '.join(Fault)}",
    )
    serve.add_argument(
        "--hostile",
        nargs="?",
        const=_EVERY,
        action="append",
        choices=(_EVERY, *SITES),
        default=[],
        help="spoil pages of that board (of all), by the seed; /_truth/faults tells which",
    )
    serve.set_defaults(run=_serve)
    write = commands.add_parser("archive", help="write the boards' past into a folder")
    write.add_argument("folder", type=Path)
    write.add_argument(
        "--base",
        type=_base,
        action="append",
        default=[],
        metavar="BOARD=URL",
        help="where a board will answer: what its postings' addresses begin with",
    )
    write.set_defaults(run=_archive)
    for command in (serve, write):
        command.add_argument("--seed", type=int, default=7, help="another seed, another world")
        command.add_argument("--end", type=datetime.fromisoformat, default=END, help="a Monday")
    return parser


def _boards(text: str) -> list[str]:
    if text == _EVERY:
        return list(SITES)
    names = text.split(",")
    unknown = [name for name in names if name not in SITES]
    if unknown or len(set(names)) != len(names):
        msg = f"{text!r}: name each once, some of {', '.join(SITES)}, or {_EVERY}"
        raise argparse.ArgumentTypeError(msg)
    return names


def _ports(text: str) -> list[int]:
    return [int(port) for port in text.split(",")]


def _fault(text: str) -> tuple[str, Fault]:
    kind, _, target = text.partition(":")
    if kind not in set(Fault) or not target.startswith("/"):
        msg = f"{text!r}: write a kind and the path, such as {Fault.BLOCKED}:/jobs/?page=2"
        raise argparse.ArgumentTypeError(msg)
    return target, Fault(kind)


def _base(text: str) -> tuple[str, str]:
    board, _, url = text.partition("=")
    if board not in BOARDS or not url:
        msg = f"{text!r}: write BOARD=URL, the board one of {', '.join(BOARDS)}"
        raise argparse.ArgumentTypeError(msg)
    return board, url.rstrip("/")


if __name__ == "__main__":
    sys.exit(main())
