"""A real Elasticsearch: one node, a release's core from Maven or the whole release in Docker.

The core has no scripts, ingest pipelines, `_reindex`, `_update_by_query`, RRF, life-cycle
policies or security: these are modules that no registry has.
"""

import atexit
import functools
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from elasticsearch import ApiError, Elasticsearch, TransportError

from tests.engines import maven, servers, ways
from tests.engines.java import JAVA
from tests.engines.servers import Container, Process, Server
from tests.engines.shared import shared

HEAP: Final = "512m"
CORE: Final = maven.Project("elasticsearch", JAVA)
ELASTICSEARCH: Final = ways.Engine(
    name="Elasticsearch",
    variable="PROSPEKT_TEST_ELASTICSEARCH_URL",
    image="elasticsearch:9.5.3",
    programs=CORE.programs,
    get=CORE.get,
)


class ElasticServer:
    """One that runs; its port and what it holds stay the same over restarts."""

    def __init__(self, folder: Path, within: Sequence[str]) -> None:
        self.port = servers.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.server = _server(folder, self.port, servers.free_port(), within)

    def ready(self) -> bool:
        """Answering, with what it kept open for reading and writing."""
        with closing(Elasticsearch(self.url, request_timeout=5, max_retries=0)) as client:
            try:
                health = client.cluster.health(wait_for_status="yellow", timeout="1s")
            except (ApiError, TransportError):
                return False
        return bool(health["status"] != "red")

    def kill(self) -> None:
        """End it as a power cut would; `start` brings back what it acknowledged."""
        self.server.kill()

    def stop(self) -> None:
        self.server.stop()

    def start(self) -> None:
        servers.begin(self.server, self.ready)

    def restart(self) -> None:
        """As a power cut and a boot."""
        self.kill()
        self.start()


def _server(folder: Path, http: int, transport: int, within: Sequence[str]) -> Server:
    if ELASTICSEARCH.in_docker():
        settings = {
            "discovery.type": "single-node",
            "xpack.security.enabled": "false",
            "network.host": "127.0.0.1",
            "http.port": http,
            "transport.port": transport,
            "ES_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP}",
        }
        told = [word for name, value in settings.items() for word in ("-e", f"{name}={value}")]
        return Container(ELASTICSEARCH.image, [], folder, options=told)
    options = [f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    java = CORE.java(*options, "--enable-native-access=ALL-UNNAMED")
    node = ["ElasticsearchServer", str(folder / "node"), str(http), str(transport)]
    return Process([*within, *java, *node], folder)


@contextmanager
def elastic_server(
    folder: Path | None = None, *, within: Sequence[str] = ()
) -> Iterator[ElasticServer]:
    """Start one: 10 to 20 s; `within` is a command that runs its program (not its image).

    Skips (fails in CI) where there is none.
    """
    ELASTICSEARCH.require()
    with servers.folder(folder) as place:
        found = ElasticServer(place, within)
        with servers.running(found.server, found.ready):
            yield found


@functools.cache
def elastic_address() -> str:
    """Start the one that a whole run of tests shares, at its first use."""
    return ELASTICSEARCH.address or shared("elasticsearch", _address)


@contextmanager
def _address() -> Iterator[str]:
    with elastic_server() as server:
        yield server.url


@contextmanager
def indices_of_our_own(url: str) -> Iterator[str]:
    """Yield a prefix that nobody uses, and clear away what was kept below it."""
    prefix = f"test-{uuid.uuid4().hex}"
    try:
        yield prefix
    finally:
        with closing(Elasticsearch(url, request_timeout=60)) as client:
            client.indices.delete(index=f"{prefix}-*", ignore_unavailable=True)
            client.options(ignore_status=404).indices.delete_index_template(name=f"{prefix}-*")


@contextmanager
def emptied_indices(url: str) -> Iterator[str]:
    """Yield the prefix of this process; what was kept below it is deleted afterwards.

    To make indices takes many times longer than to empty them.
    """
    prefix = _prefix(url)
    try:
        yield prefix
    finally:
        with closing(Elasticsearch(url, request_timeout=60)) as client:
            _empty(client, f"{prefix}-*")


@functools.cache
def _prefix(url: str) -> str:
    ours = ExitStack()
    atexit.register(ours.close)
    # Another worker's server may have ended with it, and all that it held.
    ours.enter_context(suppress(TransportError))
    return ours.enter_context(indices_of_our_own(url))


def _empty(client: Elasticsearch, indices: str) -> None:
    client.indices.refresh(index=indices)
    while found := client.search(index=indices, size=10_000, source=False)["hits"]["hits"]:
        kept = [{"delete": {"_index": one["_index"], "_id": one["_id"]}} for one in found]
        client.bulk(operations=kept, refresh=True)
    # Words of the deleted would weigh on until Lucene merges.
    client.indices.flush(index=indices)
    client.indices.forcemerge(index=indices, max_num_segments=1)
