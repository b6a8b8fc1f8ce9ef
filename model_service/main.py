"""The model service's process: `python -m model_service.main train | serve [--port N]`."""

import argparse
import logging
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import closing

from contracts.clock import clock
from contracts.errors import Misconfigured, ProspektError
from engines.blob_stores import open_blobs
from engines.blobs.settings import BlobSettings
from engines.elasticsearch.settings import IndexSettings
from engines.embedded.home import Home
from engines.indexes import open_index
from engines.last_words import ended
from engines.settings import HomeSettings, read
from engines.sql.config import open_config
from engines.sql.settings import ConfigSettings
from model_service.answers import Answers
from model_service.metrics import Metrics
from model_service.registry import Registry
from model_service.routes import Routes
from model_service.settings import ModelSettings, tame_bentoml
from model_service.trainer import told


def main() -> int:
    arguments = _arguments()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Uvicorn ends in order on a signal, then raises it anew: so it comes here in the end.
        signal.signal(number, lambda *_: sys.exit(0))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s predictions: %(message)s")
    try:
        shared, settings = read(HomeSettings), read(ModelSettings)
        home = Home(shared.home)
        with (
            closing(open_index(read(IndexSettings), home.index)) as index,
            closing(open_config(read(ConfigSettings), home.config)) as config,
            closing(open_blobs(read(BlobSettings), home.blobs)) as blobs,
        ):
            answers = Answers(
                history=index,
                observed=index,
                registry=Registry(blobs, config.models),
                ledger=config.forecasts,
                clock=clock(shared.clock),
                spaces=settings.spaces,
            )
            if arguments.task == "train":
                sys.stdout.write(told(answers.train()) + "\n")
            else:
                tame_bentoml(home.root / "bentoml")
                _serve(answers, lambda: _ready(index.ping, config.ping), arguments.port)
    except ProspektError as error:
        return ended(error, "predictions")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m model_service.main", description=__doc__)
    tasks = parser.add_subparsers(dest="task", required=True)
    tasks.add_parser("train", help="train on what is indexed, promote what has proved itself")
    serve = tasks.add_parser("serve", help="serve predictions on 127.0.0.1")
    serve.add_argument("--port", type=int, required=True)
    return parser.parse_args()


def _serve(answers: Answers, ready: Callable[[], bool], port: int) -> None:
    """In this one process: BentoML's own supervisor would open control ports without a lock."""
    listener = _listener(port)
    import uvicorn  # noqa: PLC0415 - training needs neither it nor BentoML, which take seconds

    from model_service.service import service  # noqa: PLC0415 - as above

    app = service(Routes(answers.prospect, Metrics(answers.champion)).app(), ready)
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5)
    logging.getLogger(__name__).info("on http://127.0.0.1:%d", listener.getsockname()[1])
    uvicorn.Server(config).run(sockets=[listener])


def _listener(port: int) -> socket.socket:
    try:
        listener = socket.create_server(("127.0.0.1", port), backlog=128)
    except (OSError, OverflowError) as error:
        raise Misconfigured(
            f"port {port} on 127.0.0.1 cannot be listened on: {error}; "
            "stop what holds it or name a free one by --port"
        ) from error
    # Inherited by each connection; without it an answer's body waits 40 ms behind its headers.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _ready(*pings: Callable[[], None]) -> bool:
    try:
        for ping in pings:
            ping()
    except ProspektError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
