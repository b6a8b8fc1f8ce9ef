"""The application that serves the sites, asked without a socket."""

import asyncio
import json
from datetime import datetime
from typing import Any

import pytest

from demo.faults import Fault
from demo.schedule import END
from demo.server import DemoInternet
from demo.world import World

HTML, API = 8401, 8402
SITES = {HTML: "work_ua", API: "robota"}


def internet(world: World, **options: Any) -> DemoInternet:
    return DemoInternet(world, lambda: END, SITES, **options)


def get(app: DemoInternet, port: int, path: str, query: str = "") -> tuple[int, bytes]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "path": path,
        "query_string": query.encode(),
        "server": ("127.0.0.1", port),
    }
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


def test_port_tells_which_board_answers(world: World) -> None:
    app = internet(world)
    assert b"pjax-jobs-list" in get(app, HTML, "/jobs/")[1]
    assert json.loads(get(app, API, "/vacancy/search")[1])["total"] > 100
    assert get(app, API, "/jobs/")[0] == 404


def test_clock_is_asked_at_each_request(world: World) -> None:
    times = iter([END, datetime.fromisoformat("2025-01-05T20:00:00+00:00")])
    app = DemoInternet(world, lambda: next(times), SITES)
    assert get(app, HTML, "/jobs/") != get(app, HTML, "/jobs/")


def test_requests_are_counted_by_kind_and_refetches_show(world: World) -> None:
    app = internet(world)
    document = json.loads(get(app, API, "/vacancy/search", "count=1")[1])["documents"][0]
    for _ in range(3):
        get(app, API, "/vacancy", f"id={document['id']}")
    get(app, HTML, "/robots.txt")
    counts = json.loads(get(app, HTML, "/_requests")[1])
    assert counts["robota"]["listing"] == 1
    assert counts["robota"]["detail"] == 3
    assert counts["robota"]["different_details"] == 1
    assert counts["robota"]["most_for_one_detail"] == 3
    assert counts["work_ua"]["robots"] == 1
    assert counts["work_ua"]["detail"] == 0


def test_planted_fault_answers_that_very_page_as_a_protection_service(world: World) -> None:
    app = internet(world, faults={"/jobs/?page=2": Fault.BLOCKED})
    status, body = get(app, HTML, "/jobs/", "page=2")
    assert status == 403
    assert b"Just a moment" in body
    assert b"cf-chl-" in body
    assert get(app, HTML, "/jobs/", "page=3")[0] == 200
    assert json.loads(get(app, HTML, "/_requests")[1])["work_ua"]["blocked"] == 1


@pytest.mark.parametrize("part", ["duplicates", "professions", "demand", "skills"])
def test_truth_can_be_asked(world: World, part: str) -> None:
    status, body = get(internet(world), HTML, f"/_truth/{part}")
    assert status == 200
    assert len(json.loads(body)) > 10


def test_unknown_truth_is_not_found(world: World) -> None:
    assert get(internet(world), HTML, "/_truth/__init__")[0] == 404
