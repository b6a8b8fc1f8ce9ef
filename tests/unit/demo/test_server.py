"""The application that serves the sites, asked without a socket."""

import asyncio
import json
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from msgspec import Struct

from demo.ads import WORK_UA
from demo.boards.answer import Kind
from demo.boards.registry import PORTS
from demo.faults import Fault, planned
from demo.schedule import END
from demo.server import DemoInternet
from demo.world import World

HTML, API = 8401, 8402
SITES = {HTML: "work_ua", API: "robota"}


def internet(world: World, **options: Any) -> DemoInternet:
    return DemoInternet(world, lambda: END, SITES, **options)


class Got(Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes


def fetch(
    app: DemoInternet,
    port: int,
    path: str,
    query: str = "",
    *,
    headers: dict[str, str] | None = None,
    form: bytes = b"",
) -> Got:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": form, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    named = {"host": "demo", **(headers or {})}
    scope = {
        "type": "http",
        "method": "POST" if form else "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), text.encode()) for name, text in named.items()],
        "server": ("127.0.0.1", port),
    }
    asyncio.run(app(scope, receive, send))
    answered = {name.decode(): text.decode() for name, text in sent[0]["headers"]}
    return Got(sent[0]["status"], answered, b"".join(each["body"] for each in sent[1:]))


def get(app: DemoInternet, port: int, path: str, query: str = "") -> tuple[int, bytes]:
    got = fetch(app, port, path, query)
    return got.status, got.body


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


def test_record_bears_a_tag_and_is_not_sent_again_to_who_knows_it(world: World) -> None:
    app, ad = internet(world), world.open_at(WORK_UA, END)[0]
    path = f"/jobs/{ad.external_id}/"
    first = fetch(app, HTML, path)
    tag, date = first.headers["etag"], first.headers["last-modified"]
    assert parsedate_to_datetime(date) == ad.posted_at.replace(microsecond=0)
    for known in ({"if-none-match": tag}, {"if-modified-since": date}):
        again = fetch(app, HTML, path, headers=known)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == tag
    older = {"if-modified-since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    assert fetch(app, HTML, path, headers={"if-none-match": '"other"'}).status == 200
    assert fetch(app, HTML, path, headers=older).status == 200
    assert json.loads(get(app, HTML, "/_requests")[1])["work_ua"]["unchanged"] == 2


def test_list_bears_no_tag(world: World) -> None:
    assert "etag" not in fetch(internet(world), HTML, "/jobs/").headers


def test_every_site_answers_on_its_port(everywhere: World) -> None:
    app = DemoInternet(everywhere, lambda: END, {port: name for name, port in PORTS.items()})
    for name, port in PORTS.items():
        assert get(app, port, "/robots.txt")[0] == 200
        offered = json.loads(get(app, HTML, f"/_truth/offered/{name}")[1])
        assert offered["postings"] or offered["documents"]


def test_call_for_more_passes_through_with_its_method_form_and_cookie(everywhere: World) -> None:
    app = DemoInternet(everywhere, lambda: END, {1: "dou"})
    page = fetch(app, 1, "/vacancies/")
    token = page.headers["set-cookie"].removeprefix("csrftoken=").partition(";")[0]
    shown = {"cookie": f"csrftoken={token}", "referer": "http://demo/vacancies/"}
    form = f"csrfmiddlewaretoken={token}&count=20".encode()
    more = fetch(app, 1, "/vacancies/xhr-load/", headers=shown, form=form)
    assert json.loads(more.body)["num"] == 20
    assert fetch(app, 1, "/vacancies/xhr-load/", form=form).status == 403


def test_hostile_site_spoils_pages_the_same_way_each_time_and_tells_which(world: World) -> None:
    met = []
    for _ in range(2):
        app = internet(world, hostile=("work_ua",))
        for ad in world.open_at(WORK_UA, END)[:60]:
            get(app, HTML, f"/jobs/{ad.external_id}/")
        assert get(app, API, "/vacancy/search")[0] == 200
        met.append(json.loads(get(app, HTML, "/_truth/faults")[1]))
    assert met[0] == met[1]
    assert met[0]["robota"] == {}
    assert len(met[0]["work_ua"]) > 5
    assert {plan["tries"] for plan in met[0]["work_ua"].values()} >= {None, 1}


def test_passing_fault_passes_and_a_lasting_one_lasts(world: World) -> None:
    app, kept = internet(world, hostile=("work_ua",)), internet(world)
    for ad in world.open_at(WORK_UA, END)[:60]:
        path = f"/jobs/{ad.external_id}/"
        plan = planned(world.seed, "work_ua", Kind.DETAIL, path)
        answers = [fetch(app, HTML, path) for _ in range(3)]
        honest = fetch(kept, HTML, path)
        if plan is None or plan.tries is not None:
            assert answers[2] == honest
        elif plan.fault not in (Fault.ENDLESS, Fault.SHORT):
            assert answers[0] == answers[2] != honest


def test_lasting_redirect_to_this_machines_name_is_no_circle(world: World) -> None:
    app = internet(world, faults={"/jobs/": Fault.LOCALHOST})
    assert fetch(app, HTML, "/jobs/").headers["location"] == "http://localhost:8401/jobs/"
    assert fetch(app, HTML, "/jobs/", headers={"host": "localhost:8401"}).status == 200
