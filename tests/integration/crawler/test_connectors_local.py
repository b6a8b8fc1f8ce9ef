"""Files, mail and a file's database by the real command: what they have, no more, and no secret."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engines.embedded.frontier import SqliteFrontier
from tests.engines.certificates import Certificates
from tests.eventually import eventually
from tests.integration.crawler.connected import HEAD, Connected, Left, example
from tests.integration.fetching.mailbox import PASSWORD, Mailbox, serving

pytestmark = pytest.mark.timeout(300)
JOBS = """\
own-sqlite
spec:
  yields: postings
  sql:
    url: sqlite://imports/hr.db
    query: SELECT id, title, city FROM jobs
    key: id
    size: 3
  fields: {title: title, places: city}
  pace: {intervalMs: 50}
"""


Local = tuple[Connected, Left, Mailbox]


CARD = (
    "Subject: {0}\r\nMessage-ID: <{0}@x>\r\nDate: Thu, 01 Oct 2026 10:00:00 +0000\r\n\r\n{0} text"
)


def hr(folder: Path, rows: int) -> None:
    with closing(sqlite3.connect(folder / "hr.db")) as made, made:
        made.execute("CREATE TABLE jobs (id INTEGER PRIMARY KEY, title TEXT, city TEXT)")
        made.executemany(
            "INSERT INTO jobs VALUES (?, ?, 'Київ')", [(n, f"Engineer {n}") for n in range(rows)]
        )


def files(imports: Path, mail: Path) -> None:
    """In the shapes of the examples, and two of each."""
    lines = "Номер;Назва посади;Роботодавець;Місто;Дата;Оплата\n"
    lines += "1;Інженер;Бета;Київ,Львів;01.10.2026;20000,50\n2;Слюсар;Гамма;Одеса;02.10.2026;1\n"
    (imports / "vacancies.csv").write_bytes(lines.encode("windows-1251"))
    (imports / "archive").mkdir()
    (imports / "archive" / "vacancies.jsonl").write_text(
        "".join(
            json.dumps({"vacancy": {"id": n, "title": f"Job {n}", "date": "2026-10-01"}}) + "\n"
            for n in (1, 2)
        )
    )
    (imports / "telegram").mkdir()
    messages = [
        {"id": n, "type": "message", "date": f"2026-10-0{n}T10:00:00", "text": f"Post {n}\nbody"}
        for n in (1, 2)
    ]
    chat = {"name": "jobs", "type": "public_channel", "id": 5, "messages": messages}
    (imports / "telegram" / "result.json").write_text(json.dumps(chat))
    (imports / "list.mbox").write_text(
        "".join(f"From a@b Thu Oct  1 10:00:00 2026\n{CARD.format(f'L{n}')}\n\n" for n in (1, 2))
    )
    inbox = mail / "inbox" / "cur"
    inbox.mkdir(parents=True)
    for n in (1, 2):
        (inbox / f"{n}:2,S").write_text(CARD.format(f"F{n}"))


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    place = tmp_path_factory.mktemp("local")
    made = Certificates(place)
    mailbox = Mailbox({n: CARD.format(f"I{n}").encode() for n in range(1, 24)})
    with serving(mailbox, str(made.cert), str(made.key)):
        home = Connected(place, SSL_CERT_FILE=str(made.ca))
        imports = home.folder("imports")
        files(imports, home.folder("mail"))
        hr(imports, 10)
        host = f"127.0.0.1:{mailbox.port}"
        home.reach(host)
        home.secret("vacancies-mailbox", f"reader:{PASSWORD}", host)
        mails = {"imaps://mail.example": f"imaps://{host}", "    within: 30d\n": ""}
        names = ("csv", "jsonl", "telegram")
        home.apply(HEAD + JOBS, *map(example, names), example("mail", **mails))
        home.crawl()
        yield home, Left(home.home), mailbox


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("own-sqlite", {f"Engineer {n}" for n in range(10)}),
        ("registry-csv", {"Інженер", "Слюсар"}),
        ("archive-jsonl", {"Job 1", "Job 2"}),
        ("jobs-channel", {"Post 1", "Post 2"}),
        ("vacancies-mailbox", {f"I{n}" for n in range(1, 24)}),
    ],
)
def test_files_and_mail_give_their_postings(local: Local, name: str, titles: set[str]) -> None:
    _, left, _ = local
    found = left.postings(name)
    assert {each.title for each in found} == titles
    assert len(found) == len(titles)


def test_archives_of_mail_give_their_documents(local: Local) -> None:
    _, left, mailbox = local
    assert {each.title for each in left.documents("mail-archive")} == {"L1", "L2"}
    assert {each.title for each in left.documents("mail-folder")} == {"F1", "F2"}
    assert any(PASSWORD in told for told in mailbox.told)


def test_no_password_of_a_mailbox_is_left_or_said(local: Local) -> None:
    home, _, _ = local
    assert home.holds(PASSWORD) == []
    said = home.says("vacancies-mailbox")
    assert PASSWORD not in said
    assert "is set" in said


def test_a_kill_amid_a_walk_by_key_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    home = Connected(tmp_path, PROSPEKT_CRAWLER_LEASE_MS="1000")
    hr(home.folder("imports"), 60)
    home.apply(HEAD + JOBS, schedule=", schedule: {every: 6h}")
    crawler = home.start()
    try:
        eventually(lambda: len(Left(home.home).pages["own-sqlite"]) >= 4, within=60)
    finally:
        crawler.kill()
        crawler.wait()
    before = len(Left(home.home).pages["own-sqlite"])
    assert before < 20
    assert home.start("--until-idle").wait(120) == 0
    left = Left(home.home)
    versions = [(each.posting.external_id, each.fetched_at) for each in left.found]
    assert {title for title, _ in versions} == {str(n) for n in range(60)}
    assert len(set(versions)) == len(versions)
    (end,) = left.ends["own-sqlite"]
    assert end.end.complete
    with closing(SqliteFrontier(home.home.frontier)) as frontier:
        books = frontier.ledger()
    assert (books.outstanding, books.dead) == (0, 0)
