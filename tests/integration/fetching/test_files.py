"""Files are read below a named folder only, whatever a path says."""

import os
import random
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.asking import Part, Rows
from contracts.errors import Misconfigured, Permanent
from contracts.fetching import Fetched
from contracts.frontier import Kind
from engines.fetching.files import FileFetcher
from engines.fetching.folders import Folders
from tests.integration.fetching.asking import asking, rows

SECRET = b"what is not to be read"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("files")
    exports = place / "exports"
    (exports / "mail").mkdir(parents=True)
    (exports / "jobs.csv").write_bytes(b"0123456789")
    (exports / "empty.csv").touch()
    (exports / "ім'я 1.csv").write_bytes(b"x")
    for name in ("b.eml", "a.eml", "c.txt", "d.eml"):
        (exports / "mail" / name).write_bytes(b"..")
    (place / "secret").write_bytes(SECRET)
    (place / "home").mkdir()
    (place / "home" / ".env").write_bytes(SECRET)
    (exports / "out").symlink_to(place / "secret")
    (exports / "up").symlink_to(place)
    (exports / "link.csv").symlink_to("jobs.csv")
    os.mkfifo(exports / "pipe")
    return place


@pytest.fixture(scope="module")
def fetcher(folder: Path) -> FileFetcher:
    return FileFetcher(Folders({"exports": str(folder / "exports")}, folder / "home"))


def part(fetcher: FileFetcher, path: str, offset: int = 0, length: int = 100) -> Fetched:
    asked = Part(offset=offset, length=length)
    return fetcher.fetch(asking(f"file://exports/{path}", asked, Kind.FILE))


@given(offset=st.integers(0, 12), length=st.integers(1, 12))
def test_a_part_is_those_bytes(fetcher: FileFetcher, offset: int, length: int) -> None:
    found = part(fetcher, "jobs.csv", offset, length)
    assert found.body == b"0123456789"[offset : offset + length]
    if found.body:
        last = offset + len(found.body) - 1
        assert found.headers == {"content-range": f"bytes {offset}-{last}/10"}
        assert found.status == (200 if len(found.body) == 10 else 206)


def test_an_empty_file_and_an_absent_one(fetcher: FileFetcher) -> None:
    assert part(fetcher, "empty.csv").headers == {"content-range": "bytes */0"}
    assert part(fetcher, "absent.csv").status == 404
    assert part(fetcher, "jobs.csv/x").status == 404
    assert part(fetcher, "%D1%96%D0%BC'%D1%8F%201.csv").body == b"x"


def test_a_link_that_stays_inside_is_followed(fetcher: FileFetcher) -> None:
    assert part(fetcher, "link.csv").body == b"0123456789"


@pytest.mark.parametrize(
    "path",
    [
        *("out", "up/secret", "../secret", "..%2Fsecret", "%2e%2e/secret", "mail/../../secret"),
        *(
            "up/home/.env",
            "../home/.env",
            "/etc/passwd/../../../../secret",
            "pipe",
            "mail",
            "a%00b",
        ),
    ],
)
def test_nothing_outside_and_nothing_but_files(fetcher: FileFetcher, path: str) -> None:
    try:
        found = part(fetcher, path)
    except Permanent:
        return
    assert found.status == 404
    assert SECRET not in found.body


def test_a_folder_without_a_name_is_not_read(fetcher: FileFetcher) -> None:
    for url in ("file:///etc/passwd", "file://etc/passwd", "file://Exports/jobs.csv"):
        with pytest.raises(Permanent, match="PROSPEKT_FOLDERS"):
            fetcher.fetch(asking(url, Part(offset=0, length=9), Kind.FILE))


def test_the_home_is_never_read(folder: Path) -> None:
    home = folder / "home"
    with pytest.raises(Misconfigured, match="PROSPEKT_HOME"):
        Folders({"all": str(home / "logs")}, home)
    fetcher = FileFetcher(Folders({"all": str(folder)}, home))
    with pytest.raises(Permanent):
        fetcher.fetch(asking("file://all/home/.env", Part(offset=0, length=9), Kind.FILE))


def test_a_folder_that_becomes_a_link_while_it_is_read_leads_nowhere(
    fetcher: FileFetcher, folder: Path
) -> None:
    exports, done = folder / "exports", threading.Event()
    (folder / "other").mkdir()
    (folder / "other" / "x").write_bytes(SECRET)
    (exports / "swap").mkdir()
    (exports / "swap" / "x").write_bytes(b"inside")

    def swap() -> None:
        (exports / "evil").symlink_to(folder / "other")
        while not done.is_set():
            (exports / "swap").rename(exports / "kept")
            (exports / "evil").rename(exports / "swap")
            (exports / "swap").rename(exports / "evil")
            (exports / "kept").rename(exports / "swap")

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        for _ in range(2000):
            try:
                assert SECRET not in part(fetcher, "swap/x").body
            except Permanent:
                continue
    finally:
        done.set()
        thread.join()


def test_the_files_of_a_folder_come_in_pages(fetcher: FileFetcher) -> None:
    seen: list[str] = []
    while True:
        after = seen[-1] if seen else None
        asked = Rows(pattern="*.eml", key="name", after=after, limit=2)
        page = rows(fetcher.fetch(asking("file://exports/mail/", asked, Kind.FILE)))
        seen += [row["name"] for row in page]
        if len(page) < 2:
            break
    assert seen == ["a.eml", "b.eml", "d.eml"]


@pytest.mark.parametrize("length", [0, -1, (16 << 20) + 1])
def test_a_part_has_a_bound(fetcher: FileFetcher, length: int) -> None:
    with pytest.raises(Permanent, match="at a time"):
        part(fetcher, "jobs.csv", length=length)


def test_no_path_raises_anything_else(fetcher: FileFetcher) -> None:
    chance = random.Random(7)
    alphabet = ["..", ".", "%2e", "/", "\\", "a", "up", "out", "%00", "\n", "é", "~", "?", "#"]
    for _ in range(500):
        path = "".join(chance.choices(alphabet, k=chance.randint(1, 8)))
        try:
            assert SECRET not in part(fetcher, path).body
        except Permanent:
            continue
