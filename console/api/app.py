"""The HTTP API: thin routes over the platform; every fault is one clear JSON line."""

from typing import Annotated, Final

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from console import narrowing
from console.answers import SearchAnswer, Status
from console.api import documents
from console.api.answers import as_json, schema
from console.api.guard import OnlyLoopback
from console.api.metrics import exposition
from console.api.openapi_page import page
from console.platform import Platform
from contracts.errors import Misconfigured, Permanent, ProspektError, Transient
from contracts.index import Filters
from contracts.prospects import Prospect

FACETS: Final = ("source", "language", "place", "company", "skill", "profession", "remote")

_STATUS: Final[dict[type[ProspektError], int]] = {
    Permanent: 404,
    Transient: 503,
    Misconfigured: 500,
}


class SearchParameters(BaseModel, extra="forbid"):
    q: str = Field("", max_length=400, description="words, in any language")
    limit: int = Field(10, ge=0, le=100)
    offset: int = Field(0, ge=0, le=10_000)
    source: list[str] = []
    language: list[str] = []
    place: list[str] = []
    skill: list[str] = []
    profession: list[str] = []
    remote: bool | None = None
    facets: bool = Field(default=False, description="count the values of each filter")

    @property
    def filters(self) -> Filters:
        return Filters(
            sources=tuple(self.source),
            languages=tuple(self.language),
            places=tuple(self.place),
            skills=tuple(self.skill),
            professions=tuple(self.profession),
            remote=self.remote,
        )


class ProspectParameters(BaseModel, extra="forbid"):
    horizon: int = Field(12, ge=1, le=52, description="weeks ahead")


def build(platform: Platform, version: str) -> FastAPI:
    """Make the application over an open platform."""
    app = FastAPI(
        title="Prospekt",
        version=version,
        description="Search the postings and the documents, ask for the prospects of a profession.",
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(OnlyLoopback)
    _faults(app)
    _answers(app, platform)
    documents.add(app, platform)
    _health(app, platform, version)
    return app


def _faults(app: FastAPI) -> None:
    """Say every fault as {"error": one line}; a handler gets only what it is registered for."""

    @app.exception_handler(ProspektError)
    async def said(_: Request, error: Exception) -> Response:
        for kind, status in _STATUS.items():
            if isinstance(error, kind):
                return _error(str(error), status)
        return _error(str(error), 500)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: Exception) -> Response:
        faults = error.errors() if isinstance(error, RequestValidationError) else []
        return _error("; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in faults), 422)

    @app.exception_handler(HTTPException)
    async def nowhere(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        text = error.detail if isinstance(error, HTTPException) else ""
        return _error(f"{request.method} {request.url.path}: {text}; / lists what there is", status)

    @app.exception_handler(Exception)
    async def ours(_: Request, error: Exception) -> Response:
        """The traceback is in the log: the server writes it after this answer."""
        return _error(f"a fault of ours ({type(error).__name__}); the API's log tells more", 500)


def _error(text: str, status: int) -> Response:
    return as_json({"error": " ".join(text.split())}, status)


def _answers(app: FastAPI, platform: Platform) -> None:
    @app.get("/api/v1/search", responses=schema(SearchAnswer), summary="Search the postings")
    def search(asked: Annotated[SearchParameters, Query()]) -> Response:
        filters = narrowing.read(asked.filters, narrowing.among_postings(platform.search))
        answer = platform.search(
            asked.q,
            limit=asked.limit,
            offset=asked.offset,
            filters=filters,
            facets=FACETS if asked.facets else (),
        )
        return as_json(answer)

    @app.get(
        "/api/v1/prospects/{name:path}",
        responses=schema(Prospect),
        summary="The prospect of a profession or an imported series",
    )
    def prospect(name: str, asked: Annotated[ProspectParameters, Query()]) -> Response:
        return as_json(platform.prospect(name, asked.horizon))

    @app.get("/api/v1/status", responses=schema(Status), summary="What is running and where")
    def status() -> Response:
        return as_json(platform.status())


def _health(app: FastAPI, platform: Platform, version: str) -> None:
    @app.get("/healthz", summary="The process answers")
    def healthz() -> Response:
        return as_json({"status": "ok", "version": version})

    @app.get("/readyz", summary="The engines answer")
    def readyz() -> Response:
        try:
            platform.progress()
        except ProspektError as error:
            return _error(str(error), 503)
        return as_json({"status": "ready"})

    @app.get("/metrics", summary="For Prometheus")
    def metrics() -> Response:
        return Response(exposition(platform), media_type="text/plain; version=0.0.4")

    @app.get("/", include_in_schema=False)
    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(page(app.openapi()))
