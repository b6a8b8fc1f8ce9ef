"""Predictions over HTTP: each answer is one JSON document, an error is {"error": one line}."""

import logging
import time
from collections.abc import Callable
from typing import Any, Final

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contracts.errors import Permanent, ProspektError, Transient
from contracts.prospects import Prospect
from model_service.answers import HORIZON
from model_service.metrics import Metrics
from model_service.subjects import UnknownSubject

LARGEST_BODY: Final = 16 * 1024
RETRY_S: Final = 5
PATHS: Final = (
    "GET /prospects?name=NAME&horizon=WEEKS",
    "GET /prospects/NAME?horizon=WEEKS",
    'POST /prospects {"name": NAME, "horizon": WEEKS}',
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
)

Ask = Callable[[str, int], Prospect]


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a POST."""

    name: str
    horizon: int = HORIZON


class Routes:
    def __init__(self, ask: Ask, metrics: Metrics) -> None:
        self._ask = ask
        self._metrics = metrics

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self.index),
                Route("/metrics", self.metrics),
                Route("/prospects", self.query),
                Route("/prospects", self.post, methods=["POST"]),
                Route("/prospects/{name:path}", self.path),
                Route("/{rest:path}", self.nowhere),
            ],
            exception_handlers={HTTPException: _refused},
        )

    async def index(self, _: Request) -> Response:
        return _json({"paths": PATHS})

    async def metrics(self, _: Request) -> Response:
        page = await run_in_threadpool(self._metrics.page)
        return Response(page, media_type="text/plain; version=0.0.4")

    async def query(self, request: Request) -> Response:
        return await self._answer(request.query_params.get("name", ""), _horizon(request))

    async def path(self, request: Request) -> Response:
        return await self._answer(request.path_params["name"], _horizon(request))

    async def post(self, request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise HTTPException(413, f"the body exceeds {LARGEST_BODY} bytes")
        try:
            asked = msgspec.json.decode(body, type=Asked)
        except msgspec.ValidationError as error:
            raise HTTPException(422, f'{error}; send {{"name": "data engineer"}}') from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise HTTPException(400, f"the body is not JSON: {error}") from error
        return await self._answer(asked.name, asked.horizon)

    async def nowhere(self, request: Request) -> Response:
        raise HTTPException(404, f"nothing is at {request.url.path}; / lists what there is")

    async def _answer(self, name: str, horizon: int) -> Response:
        began = time.perf_counter()
        response = await run_in_threadpool(self._made, name, horizon)
        self._metrics.answered(response.status_code, time.perf_counter() - began)
        return response

    def _made(self, name: str, horizon: int) -> Response:
        try:
            return _json(self._ask(name, horizon))
        except UnknownSubject as error:
            return _error(404, str(error))
        except Permanent as error:
            return _error(422, str(error))
        except Transient as error:
            return _error(503, str(error), {"Retry-After": f"{error.retry_after or RETRY_S:.0f}"})
        except ProspektError as error:
            return _error(503, str(error))
        except Exception:
            logging.getLogger(__name__).exception("prospect of %r", name)
            return _error(500, "a fault of ours, written to the log; other subjects may answer")


def _horizon(request: Request) -> int:
    said = request.query_params.get("horizon", str(HORIZON))
    try:
        return int(said)
    except ValueError as error:
        raise HTTPException(422, f"horizon {said!r}: give a number of weeks") from error


async def _refused(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return _error(error.status_code, error.detail, dict(error.headers or {}))


def _json(value: Any, status: int = 200) -> Response:  # noqa: ANN401 - whatever JSON can hold
    return Response(msgspec.json.encode(value), status, media_type="application/json")


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    body = msgspec.json.encode({"error": " ".join(message.split())})
    return Response(body, status, headers, media_type="application/json")
