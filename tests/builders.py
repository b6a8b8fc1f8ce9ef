"""Test objects with sane defaults; a test names only what it is about."""

from datetime import UTC, datetime
from typing import Any

from contracts.frontier import Request
from contracts.index import Indexed
from contracts.records import Posting

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def a_request(url: str = "http://a.test/1", **fields: Any) -> Request:
    return Request(**{"url": url, "source": "board", **fields})


def a_posting(external_id: str = "1", **fields: Any) -> Posting:
    return Posting(
        **{
            "external_id": external_id,
            "title": "Data Engineer",
            "company": "Acme",
            "description": "We look for a data engineer.\nRequirements: Python, SQL, Airflow.",
            **fields,
        }
    )


def an_indexed(record: str = "r1", **fields: Any) -> Indexed:
    return Indexed(
        **{
            "id": record,
            "version": 1,
            "space": "public",
            "source": "board",
            "external_id": record,
            "url": f"http://a.test/{record}",
            "title": "Data Engineer",
            "company": "Acme",
            "places": ("Київ",),
            "remote": None,
            "salary": None,
            "employment": "",
            "language": "en",
            "posted_at": NOW,
            "fetched_at": NOW,
            "description": "Python and SQL",
            "requirements": "Python and SQL",
            "skills": ("python", "sql"),
            "professions": ("data-engineer",),
            "tokens": "data engin python sql",
            "vector": b"",
            "cluster": record,
            **fields,
        }
    )
