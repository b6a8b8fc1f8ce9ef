"""Predictions over real HTTP, from a home that the embedded engines filled."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import httpx
import msgspec
import psutil
import pytest

from contracts.frontier import Sweep
from contracts.prospects import Prospect
from contracts.records import Lifecycle
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.sql.config import SqlConfig
from engines.sql.sqlite import sqlite
from tests.engines.servers import free_port
from tests.eventually import eventually
from tests.market import NOW, START, WEEK, WEEKS, flows, postings

LISTING = "all"
SOURCES = ("work_ua", "robota")


def fill(home: Home) -> None:
    """Two years of three professions, every week of them swept."""
    hits = list(postings(flows()))
    with closing(SqliteIndex(home.index)) as index:
        index.upsert([hit.record for hit in hits])
        index.merge_lifecycles(
            [
                Lifecycle(
                    id=hit.record.id,
                    space="public",
                    source=hit.record.source,
                    first_seen=hit.first_seen,
                    last_seen=hit.first_seen,
                    closed_at=hit.closed_at,
                    listing=LISTING,
                )
                for hit in hits
            ]
        )
        index.end_sweeps(
            [(_sweep(source, week), True) for source in SOURCES for week in range(WEEKS)]
        )


def _sweep(source: str, week: int) -> Sweep:
    return Sweep(
        id=f"{source}-{week}",
        space="public",
        source=source,
        listing=LISTING,
        started_at=START + week * WEEK,
        closes=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("home"))
    fill(home)
    (home.root / "user").mkdir()
    (home.root / "clock").write_text(NOW.isoformat(), "utf-8")
    return home


def run(home: Home, *arguments: str) -> "subprocess.Popen[str]":
    environment = {
        **os.environ,
        "HOME": str(home.root / "user"),
        "PROSPEKT_HOME": str(home.root),
        "PROSPEKT_CLOCK": str(home.root / "clock"),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "model_service.main", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def served(home: Home) -> Iterator[tuple[httpx.Client, "subprocess.Popen[str]"]]:
    port = free_port()
    process = run(home, "serve", "--port", str(port))
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        try:
            eventually(lambda: _ready(client, process), within=180, pause=0.1)
            yield client, process
        finally:
            process.kill()
            process.communicate()


def _ready(client: httpx.Client, process: "subprocess.Popen[str]") -> bool:
    assert process.poll() is None, process.communicate()
    try:
        return client.get("/readyz").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def client(served: tuple[httpx.Client, "subprocess.Popen[str]"]) -> httpx.Client:
    return served[0]


def test_a_prospect_is_given_in_any_language_and_rests_on_postings(
    home: Home, client: httpx.Client
) -> None:
    answer = client.get("/prospects", params={"name": "інженер даних", "horizon": 13})
    assert answer.status_code == 200
    found = msgspec.json.decode(answer.content, type=Prospect)
    assert found.enough_history
    assert len(found.forecast) == 13
    assert found.model is not None
    with closing(SqliteIndex(home.index)) as index:
        named = {*found.evidence, *(name for why in found.reasons for name in why.postings)}
        hits = index.get(("public",), sorted(named))
    assert len(found.evidence) == 20
    assert len(hits) == len(named)
    assert all("data-engineer" in hit.record.professions for hit in hits)
    posted = client.post("/prospects", json={"name": "Data Engineer", "horizon": 13})
    assert posted.json()["forecast"] == answer.json()["forecast"]


def test_what_was_said_is_in_the_ledger_once(home: Home, client: httpx.Client) -> None:
    for _ in range(2):
        assert client.get("/prospects/nurse").status_code == 200
    with closing(SqlConfig(sqlite(home.config))) as config:
        entries = config.forecasts.forecasts("profession:nurse")
    assert len(entries) == 1
    assert msgspec.json.decode(entries[0][2], type=Prospect).subject.id == "nurse"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/prospects/xyzzy", 404), ("/prospects/nurse?horizon=99", 422), ("/prospects", 422)],
)
def test_bad_input_is_one_clear_line(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("path", ["/healthz", "/livez", "/readyz", "/", "/metrics"])
def test_the_service_tells_how_it_is(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_no_page_of_it_loads_anything_from_elsewhere(client: httpx.Client) -> None:
    for path in ("/", "/docs.json", "/static_content/index.html", "/metrics"):
        assert not re.search(r"https?://|<script", client.get(path).text)


def test_it_is_one_process_that_listens_on_loopback_only(
    served: tuple[httpx.Client, "subprocess.Popen[str]"],
) -> None:
    process = psutil.Process(served[1].pid)
    assert process.children(recursive=True) == []
    listening = [one.laddr.ip for one in process.net_connections() if one.status == "LISTEN"]
    assert listening == ["127.0.0.1"]
    assert process.memory_info().rss < 250 * 2**20


def test_it_ends_with_zero_on_a_signal_and_leaves_nothing_in_the_user_s_folder(
    home: Home, served: tuple[httpx.Client, "subprocess.Popen[str]"]
) -> None:
    _, process = served
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=180)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert list((home.root / "user").iterdir()) == []


def test_a_taken_port_is_said_in_one_line(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = run(home, "serve", "--port", str(port))
        _, errors = process.communicate(timeout=180)
    assert process.returncode == 3
    assert errors.splitlines()[-1].startswith(f"predictions: port {port} on 127.0.0.1 cannot be")


def test_training_prints_what_came_of_it(home: Home) -> None:
    first, second = (run(home, "train").communicate(timeout=180)[0] for _ in range(2))
    assert re.match(r"(trained and promoted|kept) professions \w{12} on 3 professions", first)
    assert second.startswith("kept professions")
