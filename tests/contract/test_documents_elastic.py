"""What only the index of documents on Elasticsearch promises: many write at once."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from engines.elasticsearch.documents.engine import ElasticDocuments
from tests.contract.documents_rig import SPACE, a_document, day
from tests.engines.elastic import elastic_address, emptied_indices

WORKERS = 4
VERSIONS = range(1, 17)


def test_of_documents_written_at_once_the_greatest_version_and_the_first_fetch_stand() -> None:
    """The one with the least version may come last: it still tells the date."""
    with emptied_indices(elastic_address()) as prefix:
        start = threading.Barrier(WORKERS)
        numbers = list(VERSIONS)
        random.Random(1).shuffle(numbers)

        def work(worker: int) -> None:
            with closing(ElasticDocuments(elastic_address(), prefix=prefix)) as mine:
                mine.ping()
                start.wait()
                for number in numbers[worker::WORKERS]:
                    dates = {"published_at": None, "fetched_at": day(number)}
                    mine.upsert([a_document(f"d{n}", version=number, **dates) for n in range(3)])

        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(work, range(WORKERS)))
        with closing(ElasticDocuments(elastic_address(), prefix=prefix)) as documents:
            hits = documents.get([SPACE], ["d0", "d1", "d2"])
    assert [(hit.record.version, hit.dated) for hit in hits] == [(16, day(1))] * 3
