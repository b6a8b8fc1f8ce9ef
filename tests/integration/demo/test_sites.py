"""Every site as a process, and what hostility does to a client on a real line."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo.boards.registry import SITES
from tests.integration.demo.commands import Demo, run

EVERY = ("--boards", "all", "--ports", ",".join("0" * len(SITES)))


def test_all_sites_answer_and_tell_what_they_offer(start: Callable[..., Demo]) -> None:
    demo = start(*EVERY)
    assert set(demo.boards) == set(SITES)
    for name in SITES:
        assert demo.get(name, "/robots.txt").status_code == 200
        offered: dict[str, list[Any]] = demo.get("work_ua", f"/_truth/offered/{name}").json()
        assert offered["postings"] or offered["documents"]


def test_call_for_more_needs_the_cookie_and_the_page_it_comes_from(
    start: Callable[..., Demo],
) -> None:
    demo = start("--boards", "dou", "--ports", "0")
    with httpx.Client(base_url=demo.boards["dou"]) as client:
        page = client.get("/vacancies/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token is not None
        form = {"csrfmiddlewaretoken": token[1], "count": "20"}
        from_there = {"Referer": str(page.url)}
        more = client.post("/vacancies/xhr-load/", data=form, headers=from_there)
        assert more.json()["num"] == 20
        assert client.post("/vacancies/xhr-load/", data=form).status_code == 403
        client.cookies.clear()
        refused = client.post("/vacancies/xhr-load/", data=form, headers=from_there)
        assert refused.status_code == 403


def test_known_page_is_not_sent_again(start: Callable[..., Demo]) -> None:
    demo = start()
    offered = demo.get("work_ua", "/_truth/offered/work_ua").json()
    url = demo.boards["work_ua"] + offered["postings"][0]["path"]
    first = httpx.get(url)
    again = httpx.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_faults_of_the_line_are_what_they_say(start: Callable[..., Demo]) -> None:
    kinds = ("truncated", "reset", "short", "dripped", "endless", "stalled", "bomb")
    faults = [part for kind in kinds for part in ("--fault", f"{kind}:/jobs/?page={kind}")]
    demo = start(*faults)
    honest = demo.get("work_ua", "/jobs/?page=honest").content

    def ask(kind: str) -> bytes:
        return demo.get("work_ua", f"/jobs/?page={kind}").content

    with pytest.raises(httpx.RemoteProtocolError, match="complete"):
        ask("truncated")
    with pytest.raises(httpx.TransportError):
        ask("reset")
    assert ask("short") == honest[: len(honest) // 2]
    assert ask("dripped") == honest
    assert len(ask("bomb")) == 64 << 20
    with httpx.stream("GET", f"{demo.boards['work_ua']}/jobs/?page=endless") as endless:
        sizes = (len(piece) for piece in endless.iter_raw())
        assert next(total for total in _sums(sizes) if total > 20 << 20)
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{demo.boards['work_ua']}/jobs/?page=stalled", timeout=0.2)
    assert demo.get("work_ua", "/jobs/").status_code == 200
    assert demo.get("work_ua", "/_requests").json()["work_ua"]["faulty"] == len(kinds)
    assert demo.stop() == 0
    assert demo.process.stderr is not None
    assert demo.process.stderr.read() == ""


def _sums(sizes: Iterator[int]) -> Iterator[int]:
    total = 0
    for size in sizes:
        total += size
        yield total


def test_hostility_is_the_same_in_two_processes(start: Callable[..., Demo]) -> None:
    met = []
    for _ in range(2):
        demo = start("--hostile", "robota")
        offered = demo.get("robota", "/_truth/offered/robota").json()["postings"]
        for each in offered[:40]:
            _asked_once(demo, f"/vacancy?id={each['external_id']}")
        assert demo.get("work_ua", "/jobs/").status_code == 200
        met.append(demo.get("robota", "/_truth/faults").json())
    assert met[0] == met[1]
    assert met[0]["work_ua"] == {}
    assert met[0]["robota"]


def _asked_once(demo: Demo, target: str) -> None:
    """Whatever comes of it; of an endless body the beginning."""
    try:
        with httpx.stream("GET", demo.boards["robota"] + target) as answer:
            next(answer.iter_raw(), None)
    except httpx.TransportError:
        pass


def test_bad_choice_of_boards_is_told_in_one_line(clock: Path) -> None:
    unknown = run("serve", "--clock", clock, "--boards", "work_ua,monster")
    twice = run("serve", "--clock", clock, "--boards", "dou,dou")
    ports = run("serve", "--clock", clock, "--boards", "dou,grc", "--ports", "0")
    for said, told in ((unknown, "monster"), (twice, "once"), (ports, "name 2 ports")):
        assert said.returncode == 2
        assert told in said.stderr
        assert "Traceback" not in said.stderr


def test_what_serves_is_said_in_one_line_of_json(start: Callable[..., Demo]) -> None:
    demo = start("--boards", "services", "--ports", "0")
    assert list(demo.boards) == ["services"]
    assert json.loads(demo.get("services", "/downloads/ratings.json").content)["ratings"]
