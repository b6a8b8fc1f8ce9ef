"""A replay where the log is on Kafka and the index on Elasticsearch, both real."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from contracts.identity import generation_of
from contracts.index import Filters
from contracts.names import PUBLIC, TOPICS
from engines.elasticsearch.beside import ElasticBuilds
from engines.elasticsearch.engine import ElasticIndex
from engines.elasticsearch.settings import IndexSettings
from engines.embedded.home import Home
from engines.kafka import topics
from engines.kafka.connection import Connection
from engines.kafka.log import KafkaLog
from stream.metrics import Metrics
from tests.builders import NOW
from tests.contract.kafka_rig import kafka_settings
from tests.engines.elastic import elastic_address, indices_of_our_own
from tests.integration.stream.platform import a_platform, days, entries, found
from tests.integration.stream.replays import REPARSE, Replays, fill, mended
from tests.integration.stream.test_replay import PARSED

STAGES = PARSED[PARSED.index("filling") :]

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Replays]:
    kafka, url = kafka_settings(tmp_path), elastic_address()
    with closing(Connection(kafka)) as connection:
        topics.make(connection, dict.fromkeys(TOPICS, topics.Topic()))
    with ExitStack() as stack:
        prefix = stack.enter_context(indices_of_our_own(url))
        platform = stack.enter_context(a_platform(tmp_path))
        platform.log.close()
        log = stack.enter_context(closing(KafkaLog(kafka)))
        index = stack.enter_context(closing(ElasticIndex(url, prefix=prefix)))
        platform.log, platform.index = log, index  # type: ignore[assignment]
        platform.metrics = Metrics(log)
        builds = ElasticBuilds(IndexSettings(url=url, prefix=prefix), Home(tmp_path))
        yield Replays(platform, tmp_path, builds)


def test_it_goes_the_same_way_and_what_comes_meanwhile_is_there(there: Replays) -> None:
    fill(there)
    there.parser = mended
    came: list[str] = []

    def crawl(stage: str) -> None:
        if stage not in came:
            came.append(stage)
            there.platform.log.append(entries([found(stage, at=NOW + days(1))]))

    there.killed_at("filling", REPARSE, report=3)
    there.meanwhile = crawl
    done = there.run(None)
    there.platform.drain()
    assert came == STAGES
    assert there.builds.live() == done.name
    there.platform.index.refresh()  # type: ignore[attr-defined]
    found_there = there.platform.index.scan([PUBLIC], Filters())
    hits = {hit.record.external_id: hit for hit in found_there}
    assert set(hits) == {*map(str, range(30)), *STAGES}
    assert all(hits[str(n)].record.title.endswith("(mended)") for n in range(30))
    assert all(generation_of(hits[str(n)].record.version) for n in range(30))
    assert not [each.topic for each in there.platform.log.ends() if done.name in each.topic]
