"""The API's process: `python -m console.api.main --port N`."""

import argparse
import importlib.metadata
import sys
from collections.abc import Sequence

import uvicorn

from console import wiring
from console.api import app as api
from contracts.errors import ProspektError
from engines.last_words import ended


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m console.api.main", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args(arguments).port
    try:
        app = api.build(wiring.open_platform(), importlib.metadata.version("prospekt"))
    except ProspektError as error:
        return ended(error, "api")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, ws="none")
    return 0


if __name__ == "__main__":
    sys.exit(main())
