"""The routes as a BentoML service.

BentoML adds /livez, /healthz and /readyz. Its own metrics need a folder that processes share and
its own index page loads a tracker from elsewhere: both stay off, ours stand in their place.
"""

from collections.abc import Callable
from typing import Final, cast

import bentoml
from starlette.applications import Starlette
from starlette.types import ASGIApp

NAME: Final = "prospekt_predictions"
TIMEOUT_S: Final = 60


def service(routes: Starlette, ready: Callable[[], bool]) -> ASGIApp:
    """Return BentoML's application; who runs it decides where it listens."""

    @bentoml.service(
        name=NAME,
        workers=1,
        traffic={"timeout": TIMEOUT_S},
        metrics={"enabled": False},
        logging={"access": {"enabled": False}},
    )
    class Predictions:
        def __is_ready__(self) -> bool:
            return ready()

    made = cast("bentoml.Service[Predictions]", Predictions)
    made.mount_asgi_app(routes, path="/")
    return cast("ASGIApp", made.to_asgi(is_main=False))
