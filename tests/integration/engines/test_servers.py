"""The harness keeps its word: what it starts is real, and it ends with the tests."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pymongo
import pytest
import redis

from tests.engines.postgres import postgres_server
from tests.engines.redis import redis_server
from tests.eventually import eventually

ROOT = Path(__file__).parents[3]
ASKS = "def test_it({fixture}): assert {fixture}\n"
HOLDER = """
import sys, time
from tests.engines.{engine} import {engine}_server
with {engine}_server() as server:
    print(server.port, flush=True)
    time.sleep(600)
"""


def test_a_durable_redis_keeps_what_it_took_over_a_power_cut(tmp_path: Path) -> None:
    with redis_server(tmp_path / "redis", durable=True) as server:
        with closing(redis.Redis.from_url(server.url)) as client:
            client.set("kept", "yes")
        server.restart()
        with closing(redis.Redis.from_url(server.url)) as client:
            assert client.get("kept") == b"yes"


def test_a_redis_with_tls_is_trusted_by_its_authority_only() -> None:
    with redis_server(tls=True) as server:
        with closing(redis.Redis.from_url(server.url)) as client:
            assert client.ping()
        stranger = server.url.split("?")[0]
        with (
            closing(redis.Redis.from_url(stranger)) as client,
            pytest.raises(redis.ConnectionError),
        ):
            client.ping()


def test_a_user_of_a_redis_does_what_its_list_lets_it() -> None:
    users = ["user default off", "user one on >pass ~one:* +get +set"]
    with (
        redis_server(acl=users) as server,
        closing(redis.Redis.from_url(server.url_of("one", "pass"))) as client,
    ):
        assert client.set("one:a", "1")
        with pytest.raises(redis.exceptions.NoPermissionError):
            client.set("two:a", "1")


def test_each_test_has_a_redis_database_of_its_own(redis_servers: Any) -> None:
    first, second = next(redis_servers), next(redis_servers)
    with closing(redis.Redis.from_url(first)) as one, closing(redis.Redis.from_url(second)) as two:
        one.set("key", "value")
        assert first == second or two.get("key") is None
        one.delete("key")


def test_a_postgres_keeps_what_was_committed_over_a_restart() -> None:
    with postgres_server() as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        server.restart()
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT one FROM kept").fetchall() == [(1,)]


def test_a_database_of_a_test_is_empty(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert connection.execute(tables).fetchone() == (0,)


def test_what_is_put_into_mongo_comes_out(mongo_url: str) -> None:
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(mongo_url)
    with client:
        things = client.get_default_database()["things"]
        things.insert_many([{"n": number} for number in range(3)])
        assert sorted(each["n"] for each in things.find({"n": {"$gt": 0}})) == [1, 2]


def alive(server: psutil.Process) -> bool:
    return server.is_running() and server.status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("engine", ["redis", "postgres", "s3"])
def test_a_server_ends_with_tests_that_are_killed(engine: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER.format(engine=engine)], cwd=ROOT, stdout=subprocess.PIPE
    ) as tests:
        assert tests.stdout is not None
        port = int(tests.stdout.readline())
        (server,) = [
            child for child in psutil.Process(tests.pid).children() if child.name() != "sh"
        ]
        assert port in {each.laddr.port for each in server.net_connections()}
        place = Path(server.cwd())
        tests.kill()
    eventually(lambda: not alive(server), within=180)
    eventually(lambda: not place.exists(), within=180)


@pytest.mark.parametrize(
    ("fixture", "name"), [("redis_url", "Redis"), ("mongo_url", "MongoDB's wire protocol")]
)
@pytest.mark.parametrize("ci", ["", "true"])
def test_an_absent_engine_is_told_and_fails_in_ci_only(
    fixture: str, name: str, ci: str, tmp_path: Path
) -> None:
    (tmp_path / "test_it.py").write_text(ASKS.format(fixture=fixture), "utf-8")
    bare = {"PATH": str(tmp_path), "HOME": str(tmp_path), "CI": ci}
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", "/dev/null"]
    command += ["-p", "no:cacheprovider", "-ra", "--rootdir", str(tmp_path), str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False)
    assert ended.returncode == (1 if ci else 0)
    assert f"no {name} on this machine: `make engines` gets it" in ended.stdout
    assert f"{name}: their tests did not run" in ended.stdout
