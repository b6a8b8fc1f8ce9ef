"""The harness starts a real Elasticsearch, which keeps what it acknowledged."""

from contextlib import closing
from pathlib import Path

from elasticsearch import Elasticsearch

from tests.engines.elastic import elastic_server


def test_an_elasticsearch_keeps_what_it_acknowledged_over_a_power_cut(tmp_path: Path) -> None:
    with (
        elastic_server(tmp_path / "elastic") as server,
        closing(Elasticsearch(server.url)) as client,
    ):
        assert client.info()["version"]["number"].startswith("9.")
        client.index(index="kept", id="1", document={"kept": "yes"})
        server.restart()
        assert client.get(index="kept", id="1")["_source"] == {"kept": "yes"}
