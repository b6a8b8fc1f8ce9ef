"""The same files and commands, on the home's own files and on shared engines: one result."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from tests.e2e.command import run
from tests.faults.boards import Boards, open_at, serving

NOW = datetime(2026, 11, 2, tzinfo=UTC)
WATCH = """\
apiVersion: prospekt.dev/v1alpha1
kind: Watch
metadata: {name: data}
spec:
  subject: data engineer
  sources: [work_ua, robota]
  schedule: {cron: "1 0 * * *", timeZone: Europe/Kyiv}
"""


def _settings(boards: Boards, clock: Path) -> dict[str, str]:
    asked = {
        name: {"base_url": url, "interval_ms": 5, "slots": 8}
        for name, url in boards.urls.items()
        if name in ("work_ua", "robota")
    }
    return {
        "PROSPEKT_CLOCK": str(clock),
        "PROSPEKT_NET_ALLOW": json.dumps({"public": ["127.0.0.1"]}),
        "PROSPEKT_CRAWLER_SOURCES": json.dumps(asked),
    }


def _engines(redis_url: str, prefix: str, postgres_url: str, s3_url: str) -> dict[str, str]:
    database, store = urlsplit(postgres_url), urlsplit(s3_url)
    return {
        "PROSPEKT_FRONTIER_URL": redis_url,
        "PROSPEKT_FRONTIER_PREFIX": f"{{{prefix}}}",
        "PROSPEKT_SIGNATURES_URL": redis_url,
        "PROSPEKT_SIGNATURES_PREFIX": f"{{{prefix}:signatures}}",
        "PROSPEKT_BLOBS_URL": f"s3:/{store.path}/{prefix.replace(':', '-')}",
        "PROSPEKT_BLOBS_ENDPOINT": f"{store.scheme}://{store.hostname}:{store.port}",
        "PROSPEKT_BLOBS_KEY": unquote(store.username or ""),
        "PROSPEKT_BLOBS_SECRET": unquote(store.password or ""),
        "PROSPEKT_CONFIG_DB_HOST": database.hostname or "",
        "PROSPEKT_CONFIG_DB_PORT": str(database.port),
        "PROSPEKT_CONFIG_DB_NAME": database.path.lstrip("/"),
        "PROSPEKT_CONFIG_DB_USER": unquote(database.username or ""),
        "PROSPEKT_CONFIG_DB_PASSWORD": unquote(database.password or ""),
    }


def _named_alike(records: list[dict[str, Any]]) -> None:
    """A cluster bears the name of whichever member came first: give it that of the least."""
    names: dict[str, str] = {}
    for each in records:
        names[each["cluster"]] = min(each["id"], names.get(each["cluster"], each["id"]))
    for each in records:
        each["cluster"] = names[each["cluster"]]


def _crawled(home: Path, settings: dict[str, str]) -> dict[str, object]:
    """What a user is told after the same commands."""
    watch = home.with_suffix(".yaml")
    watch.write_text(WATCH)
    for command in (["apply", "-f", str(watch)], ["crawl", "data"]):
        told = run(home, *command, seconds=240, **settings)
        assert told.code == 0, told
    file = home.with_suffix(".jsonl")
    assert run(home, "export", str(file), seconds=600, **settings).code == 0
    (row,) = run(home, "get", "watches", "--json", seconds=600, **settings).json
    (last,) = run(home, "get", "runs", "--json", seconds=600, **settings).json
    status = run(home, "status", "--json", seconds=600, **settings).json
    exported = list(map(json.loads, file.read_text("utf-8").splitlines()))
    _named_alike(exported)
    return {
        "postings": sorted((each["source"], each["external_id"]) for each in exported),
        "records": sorted(map(_lasting, exported), key=str),
        "ledger": status["ledger"],
        "of the watch": row["ledger"],
        "outcome": row["last_outcome"],
        "next run": row["next_run"],
        "pages": {name: count["outcomes"] for name, count in last["sources"].items()},
    }


def _lasting(record: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in record.items() if name != "fetched_at"}


@pytest.mark.timeout(600)
def test_both_shapes_find_the_same_and_keep_the_same_books(
    tmp_path: Path, redis_url: str, redis_prefix: str, postgres_url: str, s3_url: str
) -> None:
    clock = tmp_path / "clock"
    clock.write_text(NOW.isoformat())
    with serving(clock) as boards:
        settings = _settings(boards, clock)
        alone = _crawled(tmp_path / "alone", settings)
        shared = _crawled(
            tmp_path / "shared",
            settings | _engines(redis_url, redis_prefix, postgres_url, s3_url),
        )
    kept = {path.name for path in (tmp_path / "shared").iterdir()}
    assert not kept & {"frontier.db", "signatures.db", "config.db", "blobs"}
    assert alone == shared
    assert alone["outcome"] == "done"
    assert alone["postings"]
    assert set(alone["postings"]) <= set(open_at(NOW, "work_ua", "robota"))  # type: ignore[call-overload]
