"""The API and the platform answer of documents that came by the log."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import httpx
import pytest

from console import wiring
from console.api.app import build
from contracts.codec import encode
from contracts.events import DocumentFound
from contracts.log import Entry
from contracts.names import DOCUMENTS_RAW
from contracts.records import Document
from engines.embedded.home import Home
from engines.embedded.log import SqliteLog
from tests.integration.console.home import NOW, on

HOST = "http://127.0.0.1:8400"
TEXTS = {
    "a": ("Зварники 🔥", "Потрібен зварник. Зварник тут добре заробляє, умови чудові."),
    "b": ("School", "A school of welding opened. The pay of a welder is poor."),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    home = tmp_path_factory.mktemp("documents") / "home"
    with on(home):
        with closing(SqliteLog(Home(home).log)) as log:
            log.append([_entry(name, *text) for name, text in TEXTS.items()])
        platform = wiring.open_platform()
        platform.settle(lambda _: None)
        app = build(platform, "1.2.3")

        def get(path: str, **asked: Any) -> Any:
            async def answer() -> httpx.Response:
                transport = httpx.ASGITransport(app)
                async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
                    return await client.get(path, params=asked)

            return asyncio.run(answer()).json()

        yield get


def _entry(name: str, title: str, text: str) -> Entry:
    document = Document(
        external_id=name, title=title, text=text, published_at=NOW - timedelta(days=3)
    )
    event = DocumentFound(document=document, source="press", fetched_at=NOW - timedelta(days=2))
    return Entry(topic=DOCUMENTS_RAW, key=name, value=encode(event))


def test_a_search_shows_the_sentence_that_mentions_it(answers: Any) -> None:
    found = answers("/api/v1/documents", subject="profession:welder")
    assert found["total"] == 2
    shown = {hit["title"]: hit for hit in found["hits"]}
    assert shown["Зварники 🔥"]["sentence"] == "Потрібен зварник."
    assert shown["School"]["sentence"] == "The pay of a welder is poor."
    assert shown["School"]["sentiment"] < 0 < shown["Зварники 🔥"]["sentiment"]


def test_filters_are_read_in_any_form(answers: Any) -> None:
    assert answers("/api/v1/documents", subject="зварник")["total"] == 2
    assert answers("/api/v1/documents", language="EN")["total"] == 1
    assert "'English' is unknown" in answers("/api/v1/documents", language="English")["error"]


def test_words_find_documents_of_their_own(answers: Any) -> None:
    found = answers("/api/v1/documents", q="school of welding", limit=1)
    assert [hit["title"] for hit in found["hits"]] == ["School"]
    assert found["hits"][0]["sentence"] == "A school of welding opened."


def test_mentions_come_by_week_and_source(answers: Any) -> None:
    found = answers("/api/v1/mentions/зварник", weeks=2)
    assert found["subject"] == "profession:welder"
    (week,) = found["weeks"]
    assert (week["date"], week["source"], week["covered"]) == ("2026-10-26", "press", True)
    assert (week["documents"], week["mentions"], week["judged"]) == (2, 4, 2)


def test_a_wrong_question_is_one_line(answers: Any) -> None:
    assert "weeks" in answers("/api/v1/mentions/x", weeks=0)["error"]


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("nosuch", "no watch has this keyword"),
        ("skill:nosuch", "there is no skill 'nosuch'"),
        ("profession:nosuch", "there is no profession 'nosuch'"),
        ("accountant", ""),
    ],
)
def test_what_nothing_can_mention_is_told(answers: Any, name: str, note: str) -> None:
    found = answers(f"/api/v1/mentions/{name}")
    assert found["weeks"] == []
    assert note in found["note"]
    assert bool(found["note"]) == bool(note)


def test_documents_are_counted(answers: Any) -> None:
    status = answers("/api/v1/status")
    assert (status["indexed"], status["documents"]) == (0, 2)


def test_no_subject_is_refused(answers: Any) -> None:
    assert "no subject" in answers("/api/v1/mentions/%20")["error"]
