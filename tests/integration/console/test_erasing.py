"""What is erased is in no file of the home, and no later crawl or replay brings it back."""

import gc
import os
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from console import wiring
from console.answers import Erasing
from console.local import LocalPlatform
from contracts.codec import encode
from contracts.erasures import Erasure
from contracts.errors import Permanent
from contracts.events import DocumentFound, Erased, PageFetched, PostingFound
from contracts.identity import record_id
from contracts.index import Filters
from contracts.log import Entry
from contracts.names import DOCUMENTS_RAW, ERASURES, OWN, PAGES_RAW, POSTINGS_RAW, PUBLIC
from contracts.records import Document, Outcome
from stream import documents
from tests.builders import NOW
from tests.integration.stream.platform import Platform, a_platform, entries, found, identity

CANARY = "zwitschermaschine"
URL = "http://board.test/jobs/7"


def canary(*, hour: int = 0, blob: str = "", title: str = "Nurse") -> PostingFound:
    posting = {"title": title, "company": "Paul Klee", "url": URL, "description": f"A {CANARY}."}
    return found("7", at=NOW.replace(hour=hour), posting=posting, blob=blob)


def page(blob: str, url: str, source: str = "board") -> Entry:
    event = PageFetched(
        space=PUBLIC,
        source=source,
        url=url,
        status=200,
        blob=blob,
        fetched_at=NOW,
        outcome=Outcome.OK,
        role="detail",
    )
    return Entry(topic=PAGES_RAW, key=url, value=encode(event))


def fill(platform: Platform) -> None:
    """A detail page, a listing that links to it, another page; two texts, and a dead letter."""
    detail, listing, other = platform.blobs.put(
        [
            f"<h1>{CANARY}</h1>".encode(),
            f"<a href='/jobs/7'>{CANARY}</a>".encode(),
            b"<a href='/jobs/8'>8</a>",
        ]
    )
    fetched = ((detail, URL), (listing, "http://board.test/jobs"), (other, "http://board.test/8"))
    platform.log.append([page(*each) for each in fetched])
    platform.log.append(entries([found("8"), canary(hour=1, blob=detail), canary(hour=2)]))
    platform.log.append(entries([canary(hour=3, title="")]))
    platform.drain()
    assert len(platform.letters.find()) == 1


def run(home: Path, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "console.main", *arguments],
        env={**os.environ, "PROSPEKT_HOME": str(home)},
        input=said,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


@contextmanager
def console(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalPlatform]:
    monkeypatch.setenv("PROSPEKT_HOME", str(home))
    yield wiring.open_platform()
    gc.collect()  # its engines are closed with it


def quiet(_: object) -> None:
    """Nobody looks at the progress."""


def everything(home: Path) -> bytes:
    """All bytes of all files, the blobs unpacked."""
    files = [path for path in home.rglob("*") if path.is_file() and path.parent.name != "logs"]
    return b"".join(
        zlib.decompress(path.read_bytes()) if "blobs" in path.parts else path.read_bytes()
        for path in files
    )


@pytest.mark.parametrize(
    "rule",
    [
        Erasing(posting=identity(found("7"))),
        Erasing(posting=URL),
        Erasing(company="paul  KLEE"),
        Erasing(url="http://board.test/jobs/"),
    ],
)
def test_no_file_holds_it_and_nothing_brings_it_back_until_it_is_lifted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: Erasing
) -> None:
    with a_platform(tmp_path) as platform:
        fill(platform)
    with closing(sqlite3.connect(tmp_path / "index.db")) as db:
        (packed,) = db.execute(
            "SELECT body FROM bodies JOIN records USING (doc) WHERE id = ?", (identity(found("7")),)
        ).fetchone()
    before = everything(tmp_path)
    assert CANARY.encode() in before
    assert packed in before

    with console(tmp_path, monkeypatch) as local:
        done = local.erase(rule, quiet)
        assert (done.postings, done.messages, done.pages, done.letters) == (1, 3, 2, 1)
        assert [row["external_id"] for row in local.export(Filters())] == ["8"]
    after = everything(tmp_path)
    assert CANARY.encode() not in after
    assert packed not in after
    assert b"/jobs/8" in after

    with a_platform(tmp_path) as platform, console(tmp_path, monkeypatch) as local:
        platform.log.append(entries([canary(hour=5)]))
        platform.drain()
        assert set(platform.hits()) == {"8"}
        assert platform.letters.find() == []
        (erasure,) = local.erasures()
        local.lift_erasure(erasure.id, quiet)
        platform.log.append(entries([canary(hour=6)]))
        platform.drain()
        assert set(platform.hits()) == {"7", "8"}


def an_article(*, hour: int, title: str = "Nurses", blob: str = "") -> Entry:
    document = Document(external_id="7", title=title, text=f"The {CANARY} of {hour}.", url=URL)
    event = DocumentFound(
        document=document, source="press", fetched_at=NOW.replace(hour=hour), blob=blob
    )
    return Entry(topic=DOCUMENTS_RAW, key=documents.identity(event), value=encode(event))


@pytest.mark.parametrize(
    "rule",
    [
        Erasing(document=record_id(PUBLIC, "press", "7")),
        Erasing(document=URL),
        Erasing(url="http://board.test/jobs/"),
    ],
)
def test_a_document_goes_the_same_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: Erasing
) -> None:
    with a_platform(tmp_path) as platform:
        detail, feed = platform.blobs.put(
            [f"<h1>{CANARY}</h1>".encode(), f"<a href='/jobs/7'>{CANARY}</a>".encode()]
        )
        fetched = ((detail, URL), (feed, "http://board.test/feed"))
        platform.log.append([page(*each, source="press") for each in fetched])
        platform.log.append(entries([found("8")]))
        platform.log.append([an_article(hour=1, blob=detail), an_article(hour=2)])
        platform.drain()
    assert CANARY.encode() in everything(tmp_path)
    with console(tmp_path, monkeypatch) as local:
        done = local.erase(rule, quiet)
        assert (done.postings, done.documents, done.messages, done.pages) == (0, 1, 2, 2)
        assert done.kept_until is None
    assert CANARY.encode() not in everything(tmp_path)
    with a_platform(tmp_path) as platform, console(tmp_path, monkeypatch) as local:
        platform.log.append([an_article(hour=5)])
        platform.drain()
        assert platform.documents.count([PUBLIC]) == 0
        assert set(platform.hits()) == {"8"}
        (erasure,) = local.erasures()
        local.lift_erasure(erasure.id, quiet)
        platform.log.append([an_article(hour=6)])
        platform.drain()
        assert platform.documents.count([PUBLIC]) == 1


def test_an_index_that_is_built_anew_obeys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_platform(tmp_path) as platform:
        fill(platform)
    with console(tmp_path, monkeypatch) as local:
        local.erase(Erasing(company="Paul Klee"), quiet)
    for name in ("index.db", "index.db-wal", "index.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    with closing(sqlite3.connect(tmp_path / "log.db")) as db, db:
        db.execute("DELETE FROM progress")
    with a_platform(tmp_path) as platform:
        platform.log.append(entries([canary(hour=5)]))
        platform.drain()
        assert set(platform.hits()) == {"8"}
        erased = [m for m in platform.log.read(POSTINGS_RAW) if b"message_erased" in m.value]
        assert len(erased) == 3


def test_one_that_is_cut_off_is_listed_as_not_ended_until_the_next_one_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_platform(tmp_path) as platform:
        fill(platform)

    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    with console(tmp_path, monkeypatch) as local:
        with pytest.raises(KeyboardInterrupt):
            local.erase(Erasing(company="Paul Klee"), interrupt)
        assert [each.ended_at for each in local.erasures()] == [None]
        done = local.erase(Erasing(company="Nobody"), quiet)
        assert done.messages == 3
        assert all(each.ended_at for each in local.erasures())
        assert local.progress().lag == 0
    assert CANARY.encode() not in everything(tmp_path)


def test_it_asks_first_and_no_is_no(tmp_path: Path) -> None:
    with a_platform(tmp_path) as platform:
        fill(platform)
    result = run(tmp_path, "erase", "--company", "Paul Klee", said="n\n")
    assert result.returncode == 1
    assert "1 posting would be erased" in result.stderr
    assert "Nurse · Paul Klee · board" in result.stderr
    assert "nothing was erased" in run(tmp_path, "erase", "list").stdout


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (Erasing(posting="e879eb64"), "is no id"),
        (Erasing(posting="x"), "is no id"),
        (Erasing(document="g" * 32), "is no id"),
        (Erasing(document=identity(found("7"))), "is a posting's id; use --posting"),
        (Erasing(url="board.test"), "is no address; begin it with http"),
    ],
)
def test_what_can_cover_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: Erasing, why: str
) -> None:
    with a_platform(tmp_path) as platform:
        platform.log.append(entries([found("7")]))
        platform.drain()
    with console(tmp_path, monkeypatch) as local:
        with pytest.raises(Permanent, match=why):
            local.plan_erasure(rule)
        with pytest.raises(Permanent, match=why):
            local.erase(rule, quiet)
        assert local.erasures() == []
        assert local.plan_erasure(Erasing(posting=identity(found("7")).upper())).postings == 1


def test_a_company_has_one_erasure_in_any_case_of_letters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And of two that stand in a home of before, the one that stays is named."""
    with a_platform(tmp_path) as platform, console(tmp_path, monkeypatch) as local:
        before = [
            Erasure(id=name, spaces=(PUBLIC, OWN), company=company, at=NOW)
            for name, company in (("e1", "PAUL   klee"), ("e2", "Paul Klee"))
        ]
        platform.log.append(
            [Entry(topic=ERASURES, key=e.id, value=encode(Erased(erasure=e))) for e in before]
        )
        assert [each.id for each in local.lift_erasure("e1", quiet).still] == ["e2"]
        assert local.plan_erasure(Erasing(company="paul KLEE")).ids == ("e2",)
        assert local.lift_erasure("e2", quiet).still == ()
        (new,) = local.plan_erasure(Erasing(company="paul KLEE")).ids
        assert new not in {"e1", "e2"}
