"""An overloaded, broken or foreign Elasticsearch: nothing is lost, and what is wrong is said."""

import json
from collections.abc import Iterator
from contextlib import closing
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest
from elasticsearch import Elasticsearch

from contracts.errors import Misconfigured, Permanent, Transient
from contracts.index import Filters
from engines.elasticsearch import bulk
from engines.elasticsearch.engine import ElasticIndex
from tests.builders import an_indexed
from tests.contract.index_rig import SPACE, a_lifecycle, a_sweep, an_erasure, day
from tests.engines.elastic import elastic_address, elastic_server, emptied_indices
from tests.engines.fault_proxy import Exchange, Proxy, busy, lose, proxy_to, refuse
from tests.engines.servers import free_port

RECORDS = [an_indexed(f"r{number:02}") for number in range(40)]
NAMES = [record.id for record in RECORDS]


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    port = urlsplit(elastic_address()).port
    assert port
    with proxy_to(port) as proxy:
        yield proxy


@pytest.fixture
def prefix() -> Iterator[str]:
    with emptied_indices(elastic_address()) as prefix:
        yield prefix


@pytest.fixture
def index(proxy: Proxy, prefix: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[ElasticIndex]:
    monkeypatch.setattr(bulk, "FIRST_PAUSE", 0.0)
    with closing(ElasticIndex(proxy.url, prefix=prefix)) as index:
        index.ping()
        yield index


def _held(index: ElasticIndex) -> list[str]:
    return [hit.record.id for hit in index.get([SPACE], NAMES)]


@pytest.mark.parametrize("status", [429, 503])
def test_items_that_find_it_busy_are_sent_again_in_smaller_requests(
    index: ElasticIndex, proxy: Proxy, status: int
) -> None:
    proxy.faults.extend([busy(status), busy(status)])
    assert {verdict.outcome for verdict in index.upsert(RECORDS)} == {"written"}
    assert _held(index) == NAMES
    assert proxy.sizes[:3] == [40, 10, 2]


@pytest.mark.parametrize("status", [429, 503])
def test_a_request_that_finds_it_busy_is_sent_again(
    index: ElasticIndex, proxy: Proxy, status: int
) -> None:
    proxy.faults.append(refuse(status))
    index.merge_lifecycles([a_lifecycle("r00", 1)])
    index.upsert(RECORDS)
    assert index.get([SPACE], ["r00"])[0].first_seen == day(1)
    assert _held(index) == NAMES


def test_what_stays_busy_is_the_callers_to_wait_for(index: ElasticIndex, proxy: Proxy) -> None:
    proxy.faults.extend([refuse(429)] * 20)
    with pytest.raises(Transient, match="no more writes just now"):
        index.upsert(RECORDS)
    proxy.faults.clear()
    index.upsert(RECORDS)
    assert _held(index) == NAMES


def test_it_grows_back_when_it_is_no_longer_busy(index: ElasticIndex, proxy: Proxy) -> None:
    proxy.faults.append(refuse(429))
    index.upsert(RECORDS)
    for _ in range(10):
        index.upsert([an_indexed("again", version=len(proxy.sizes))])
    index.upsert([an_indexed(f"s{number}") for number in range(40)])
    assert (proxy.sizes[:2], proxy.sizes[-1]) == ([40, 20], 40)


def test_a_request_that_is_too_large_goes_in_halves_and_one_record_is_refused(
    index: ElasticIndex, proxy: Proxy
) -> None:
    proxy.faults.extend([refuse(413), refuse(413)])
    assert {verdict.outcome for verdict in index.upsert(RECORDS)} == {"written"}
    assert proxy.sizes[:3] == [40, 20, 10]
    proxy.faults.append(refuse(413))
    (verdict,) = index.upsert([an_indexed("huge")])
    assert (verdict.outcome, "too large" in verdict.reason) == ("rejected", True)


def test_an_answer_that_was_lost_after_the_write_is_repeated_without_harm(
    index: ElasticIndex, proxy: Proxy
) -> None:
    calls: list[Any] = [
        lambda: index.upsert(RECORDS),
        lambda: index.merge_lifecycles([a_lifecycle("r00", 1, listing="all")]),
        lambda: index.end_sweeps([(a_sweep("all", start), True) for start in (7, 14)]),
    ]
    for call in calls:
        proxy.faults.append(lose)
        with pytest.raises(Transient, match="check that it runs"):
            call()
        call()
    assert _held(index) == NAMES
    (hit,) = index.get([SPACE], ["r00"])
    assert (hit.record.version, hit.closed_at) == (1, day(7))


def test_no_answer_in_time_is_transient(proxy: Proxy, index: ElasticIndex) -> None:
    del index
    released = Event()

    def hang(_: Exchange) -> None:
        released.wait(30)

    proxy.every = hang
    hasty = ElasticIndex(proxy.url, answer_s=0.2)
    with closing(hasty), pytest.raises(Transient, match="in time"):
        hasty.count([SPACE])
    released.set()


@pytest.mark.parametrize(
    ("status", "kind", "error", "words"),
    [
        (401, "security_exception", Misconfigured, "roles"),
        (403, "security_exception", Misconfigured, "roles"),
        (403, "cluster_block_exception", Transient, "just now"),
        (429, "es_rejected_execution_exception", Transient, "just now"),
        (500, "null_pointer_exception", Transient, "failed"),
        (404, "index_not_found_exception", Misconfigured, "builds"),
        (400, "parsing_exception", Permanent, "refuses the request"),
    ],
)
def test_what_it_says_is_sorted_by_what_to_do(
    index: ElasticIndex, proxy: Proxy, status: int, kind: str, error: Any, words: str
) -> None:
    proxy.every = refuse(status, kind)
    for call in (
        lambda: index.count([SPACE]),
        lambda: list(index.scan([SPACE], Filters())),
        lambda: index.upsert(RECORDS),
    ):
        with pytest.raises(error, match=words):
            call()


def _unable(exchange: Exchange) -> Any:
    """As it answers by id for a shard that is not there just now: with success."""
    answered = exchange.forward()
    if not exchange.path.partition("?")[0].endswith("/_mget"):
        return answered
    cause = {"type": "no_shard_available_action_exception", "reason": "by the test"}
    docs = [{"_id": doc["_id"], "error": cause} for doc in json.loads(answered.body)["docs"]]
    return answered._replace(body=json.dumps({"docs": docs}).encode())


def test_what_it_cannot_look_for_is_not_taken_for_absent(index: ElasticIndex, proxy: Proxy) -> None:
    index.upsert([an_indexed()], [a_lifecycle("r1", 1, listing="all")])
    calls: list[Any] = [
        lambda: index.upsert([an_indexed("r2")]),
        lambda: index.erase([an_erasure(posting="r1")]),
        lambda: index.merge_lifecycles([a_lifecycle("r1", 2)]),
        lambda: index.end_sweeps([(a_sweep("all", start), True) for start in (7, 14)]),
        lambda: index.get([SPACE], ["r1"]),
    ]
    for call in calls:
        proxy.every = _unable
        with pytest.raises(Transient, match="no_shard_available"):
            call()
        proxy.every = None
    assert index.get([SPACE], ["r1"])


def test_an_index_that_an_operator_has_closed_is_waited_for(
    index: ElasticIndex, proxy: Proxy, prefix: str
) -> None:
    index.upsert(RECORDS)
    with closing(Elasticsearch(proxy.url)) as client:
        client.indices.close(index=f"{prefix}-records-*")
        with pytest.raises(Transient, match="open it"):
            index.upsert([an_indexed("r1")])
        client.indices.open(index=f"{prefix}-records-*")
    assert [verdict.outcome for verdict in index.upsert([an_indexed("r1")])] == ["written"]
    assert _held(index) == NAMES


def _as_an_older_one(exchange: Exchange) -> Any:
    """What Elasticsearch 8.19 answers to a client of 9; plain JSON it understands."""
    if exchange.headers.get("accept", exchange.headers.get("Accept")) == "application/json":
        answered = exchange.forward()
        return answered._replace(body=answered.body.replace(b'"number": "9', b'"number": "8'))
    reason = "A compatible version is required on both Content-Type and Accept headers"
    return refuse(400, "media_type_header_exception", reason)(exchange)


def test_an_older_server_is_named_with_its_version_and_the_clients(proxy: Proxy) -> None:
    proxy.every = _as_an_older_one
    with closing(ElasticIndex(proxy.url)) as index:
        for call in (index.ping, lambda: index.count([SPACE])):
            with pytest.raises(Misconfigured, match=r"is Elasticsearch 8\..* client is 9\."):
                call()


def test_what_is_no_elasticsearch_is_said(proxy: Proxy) -> None:
    proxy.every = lambda exchange: exchange.forward()._replace(headers={})
    with closing(ElasticIndex(proxy.url)) as index, pytest.raises(Misconfigured, match="is no "):
        index.ping()


def test_a_server_that_is_killed_keeps_all_and_may_come_back() -> None:
    address = f"http://127.0.0.1:{free_port()}"
    with closing(ElasticIndex(address)) as index, pytest.raises(Transient, match="cannot be"):
        index.ping()
    with elastic_server() as found, closing(ElasticIndex(found.url)) as index:
        index.upsert(RECORDS)
        index.merge_lifecycles([a_lifecycle("r00", 1)])
        found.kill()
        with pytest.raises(Transient, match="check that it runs"):
            index.upsert(RECORDS)
        found.start()
        assert {verdict.outcome for verdict in index.upsert(RECORDS)} == {"same"}
        assert index.get([SPACE], ["r00"])[0].first_seen == day(1)
