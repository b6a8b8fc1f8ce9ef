"""Two workers on one index in Elasticsearch, below the prefix that a test is given."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from engines.elasticsearch.engine import ElasticIndex
from tests.engines.elastic import elastic_address


@pytest.fixture
def index(prefix: str) -> Iterator[ElasticIndex]:
    with closing(ElasticIndex(elastic_address(), prefix=prefix)) as index:
        index.ping()
        yield index


@pytest.fixture
def other(prefix: str, index: ElasticIndex) -> Iterator[ElasticIndex]:
    """A worker of its own, after the first has made the index."""
    del index
    with closing(ElasticIndex(elastic_address(), prefix=prefix)) as other:
        yield other
