"""Each kind of fault has its status; what a fault of ours holds stays in the log."""

import asyncio
from typing import Any

import httpx
import pytest

from console.api.app import build
from contracts.errors import Misconfigured, Permanent, ProspektError, Transient


class _Broken:
    """Every question to it fails in one way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        def fail(*_: object, **__: object) -> None:
            raise self._error

        return fail


def _ask(error: Exception, path: str) -> httpx.Response:
    app = build(_Broken(error), "1.0.0")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path)

    return asyncio.run(answer())


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Permanent("no such\nprofession"), 404),
        (Transient("busy; retry"), 503),
        (Misconfigured("no disk"), 500),
    ],
)
def test_a_fault_is_told_in_one_line_with_its_status(error: ProspektError, status: int) -> None:
    answer = _ask(error, "/api/v1/search")
    assert answer.status_code == status
    assert answer.json() == {"error": " ".join(str(error).split())}


@pytest.mark.parametrize("error", [Transient("busy"), Misconfigured("no disk")])
def test_an_engine_that_fails_is_not_ready_but_alive(error: ProspektError) -> None:
    assert _ask(error, "/readyz").status_code == 503
    assert _ask(error, "/healthz").status_code == 200


def test_a_fault_of_ours_tells_no_secret() -> None:
    answer = _ask(ValueError("password=hunter2"), "/api/v1/search")
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert list(answer.json()) == ["error"]
