"""Predictions over HTTP, without a socket."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from contracts.errors import Misconfigured, Permanent, Transient
from contracts.prospects import Coverage, Prospect, SubjectRef
from model_service.metrics import Metrics
from model_service.routes import LARGEST_BODY, Routes
from model_service.subjects import UnknownSubject
from tests.builders import NOW

FAULTS = {
    "nobody": UnknownSubject("unknown subject 'nobody'"),
    "wrong": Permanent("it is\nwrong"),
    "later": Transient("locked", retry_after=7.0),
    "full": Misconfigured("the disk is full"),
    "bug": ZeroDivisionError("ours"),
}


def ask(name: str, horizon: int) -> Prospect:
    """Say back what was asked, or raise the fault of that name."""
    if name in FAULTS:
        raise FAULTS[name]
    return Prospect(
        subject=SubjectRef(kind="profession", id=name, title=name),
        as_of=NOW + timedelta(weeks=horizon),
        enough_history=False,
        note="",
        probability_up=None,
        change=None,
        series=(),
        forecast=(),
        reasons=(),
        evidence=(),
        model=None,
        coverage=Coverage(weeks=0, complete_weeks=0, gaps=(), postings=0, sources=()),
    )


class Client:
    """Ask the application in this process."""

    def __init__(self) -> None:
        self._app = Routes(ask, Metrics(lambda: "professions abc")).app()

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def answered() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://a.test") as client:
                return await client.request(method, path, **more)

        return asyncio.run(answered())

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, **more: Any) -> httpx.Response:
        return self.ask("POST", "/prospects", **more)


@pytest.fixture
def client() -> Client:
    return Client()


def asked(body: dict[str, object]) -> tuple[object, int]:
    """(name, horizon) that came through."""
    subject = body["subject"]
    assert isinstance(subject, dict)
    weeks = {(NOW + timedelta(weeks=k)).isoformat().replace("+00:00", "Z"): k for k in range(60)}
    return subject["id"], weeks[str(body["as_of"])]


def test_a_prospect_can_be_asked_for_in_three_ways(client: Client) -> None:
    by_query = client.get("/prospects", params={"name": "інженер даних", "horizon": 4})
    by_path = client.get("/prospects/інженер даних?horizon=4")
    by_post = client.post(json={"name": "інженер даних", "horizon": 4})
    for answer in (by_query, by_path, by_post):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert asked(answer.json()) == ("інженер даних", 4)


def test_a_quarter_is_looked_ahead_when_no_horizon_is_named(client: Client) -> None:
    for answer in (
        client.get("/prospects/nurse"),
        client.post(json={"name": "nurse"}),
    ):
        assert asked(answer.json()) == ("nurse", 12)


def test_a_name_may_hold_a_slash(client: Client) -> None:
    assert asked(client.get("/prospects/UI/UX designer").json())[0] == "UI/UX designer"


def test_the_answer_has_the_public_fields(client: Client) -> None:
    assert set(client.get("/prospects/nurse").json()) == {
        "subject", "as_of", "probability_up", "change", "series", "forecast", "reasons",
        "evidence", "model", "coverage", "enough_history", "note",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("nobody", 404, "unknown subject 'nobody'"),
        ("wrong", 422, "it is wrong"),
        ("later", 503, "locked"),
        ("full", 503, "the disk is full"),
        ("bug", 500, "a fault of ours, written to the log; other subjects may answer"),
    ],
)
def test_each_fault_is_one_clear_line(client: Client, name: str, status: int, message: str) -> None:
    answer = client.get(f"/prospects/{name}")
    assert (answer.status_code, answer.json()) == (status, {"error": message})


def test_what_may_succeed_later_says_when(client: Client) -> None:
    assert client.get("/prospects/later").headers["retry-after"] == "7"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[]", 422),
        (b'{"name": 3}', 422),
        (b'{"name": "x", "weeks": 3}', 422),
        (b'{"name": "x", "horizon": "3"}', 422),
        (b'"' + b"x" * LARGEST_BODY + b'"', 413),
    ],
)
def test_a_bad_body_is_refused_with_a_reason(client: Client, body: bytes, status: int) -> None:
    answer = client.post(content=body)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/prospects/nurse?horizon=soon", 422),
        ("DELETE", "/prospects", 405),
        ("GET", "/nowhere", 404),
    ],
)
def test_a_bad_request_is_refused_with_a_reason(
    client: Client, method: str, path: str, status: int
) -> None:
    answer = client.ask(method, path)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]


def test_metrics_count_answers_and_name_the_champion(client: Client) -> None:
    for name in ("nurse", "nobody"):
        client.get(f"/prospects/{name}")
    page = client.get("/metrics").text
    assert 'prospekt_model_prospects_total{status="200"} 1.0' in page
    assert 'prospekt_model_prospects_total{status="404"} 1.0' in page
    assert 'prospekt_model_champion_info{model="professions abc"} 1.0' in page


def test_a_champion_that_cannot_be_read_leaves_the_metrics_readable() -> None:
    def unreadable() -> str:
        raise Transient("locked")

    page = Metrics(unreadable).page().decode()
    assert "prospekt_model_prospect_seconds" in page
    assert "prospekt_model_champion_info{" not in page
