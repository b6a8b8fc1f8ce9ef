"""What all layers share: real engines; on a busy machine a property may take its time."""

import itertools
import signal
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.workermanage import WorkerController

from tests.engines import kafka, mongo, postgres, redis, s3, ways
from tests.failures import Failures

settings.register_profile("prospekt", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("prospekt")


RUNS = 3
"""Of each fault of an engine; `make soak N=20` tries longer."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--runs", type=int, default=RUNS, help="runs of each fault of an engine")
    parser.addoption("--resiliency", type=Path, help="the page that tells what faults cost")
    parser.addoption("--kept", type=Path, help="where runs are kept; what is there is not repeated")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "run" in metafunc.fixturenames:
        metafunc.parametrize("run", range(metafunc.config.getoption("--runs")))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that may take long: no worker is left alone with one at the end."""
    longest: Counter[Path] = Counter()
    for item in items:
        for mark in item.iter_markers("timeout"):
            longest[item.path] = max(longest[item.path], mark.args[0])
    items.sort(key=lambda item: -longest[item.path])


def pytest_configure(config: pytest.Config) -> None:
    # A shell that runs the tests in the background has what they start ignore an interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Failures(config))


@pytest.fixture(scope="module")
def leftovers() -> Iterator[None]:
    """For who takes a broker away: what its client forgot to close is blamed on no later test."""
    yield
    kafka.let_go()


@pytest.fixture(scope="session")
def redis_servers() -> Iterator[Iterator[str]]:
    """Addresses on one server: a database of its own each, unless the server is not ours."""
    if redis.REDIS.address:
        yield itertools.repeat(redis.REDIS.address)
        return
    with redis.redis_server() as server:
        numbers = itertools.cycle(range(redis.DATABASES))
        yield (redis.emptied(server.url_of(database=number)) for number in numbers)


@pytest.fixture
def redis_url(redis_servers: Iterator[str]) -> str:
    return next(redis_servers)


@pytest.fixture
def redis_prefix() -> str:
    """What a test's keys begin with: a server that is not ours is shared by all tests."""
    return f"test:{uuid.uuid4().hex}"


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A server on which databases can be made."""
    if postgres.POSTGRES.address:
        yield postgres.POSTGRES.address
        return
    with postgres.postgres_server() as server:
        yield server.url


@pytest.fixture
def postgres_url(postgres_address: str) -> Iterator[str]:
    """An empty database: postgresql://user:password@host:port/name."""
    with postgres.database(postgres_address) as address:
        yield address


@pytest.fixture(scope="session")
def mongo_address() -> Iterator[str]:
    if mongo.MONGO.address:
        yield mongo.MONGO.address
        return
    with mongo.mongo_server() as server:
        yield server.url


@pytest.fixture
def mongo_url(mongo_address: str) -> Iterator[str]:
    """An empty database."""
    with mongo.database(mongo_address, f"test_{uuid.uuid4().hex[:16]}") as address:
        yield address


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that began the workers what this one went without."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["absent"] = sorted(ways.ABSENT)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    """Hear it; a worker that crashed tells nothing."""
    ways.ABSENT.update(getattr(node, "workeroutput", {}).get("absent", ()))


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """A bucket: http://KEY:SECRET@HOST:PORT/BUCKET; tests differ in what they put before keys."""
    if s3.S3.address:
        yield s3.S3.address
        return
    with s3.s3_server() as server:
        yield server.address


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end which engines the tests went without."""
    if ways.ABSENT:
        terminalreporter.section("engines that are absent", yellow=True)
        names = ", ".join(sorted(ways.ABSENT))
        terminalreporter.line(f"{names}: their tests did not run; `make engines` gets them")
