"""Declared sources on a home of their own, applied and crawled as a user does; what they left."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import zlib
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from contracts.codec import decode
from contracts.events import DocumentFound, Observed, PageFetched, PostingFound, SweepEnded
from contracts.names import DOCUMENTS_RAW, OBSERVATIONS, OWN, PAGES_RAW, POSTINGS_RAW, SWEEPS
from contracts.records import Document, Observation, Posting
from engines.embedded.home import Home
from engines.embedded.log import SqliteLog
from tests.e2e.command import Told, run, variables

EXAMPLES: Final = Path(__file__).parents[3] / "docs" / "examples"
HEAD: Final = "apiVersion: prospekt.dev/v1alpha1\nkind: Source\nmetadata:\n  name: "
_NAME: Final = re.compile(r"kind: Source\nmetadata:\n  name: (\S+)")


def example(name: str, **changes: str) -> str:
    """One of the page of sources, with some of its words changed: each must stand in it."""
    text = (EXAMPLES / f"{name}.yaml").read_text("utf-8")
    return changed(
        text.partition("---\napiVersion: prospekt.dev/v1alpha1\nkind: Watch")[0], changes
    )


def changed(text: str, changes: Mapping[str, str]) -> str:
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


class Connected:
    """What its sources may reach, and by which secrets, is all in its environment."""

    def __init__(self, root: Path, **more: str) -> None:
        self.root = root
        self.home = Home(root / "home")
        self.sources: list[str] = []
        self._hosts: list[str] = []
        self._secrets: dict[str, object] = {}
        self._folders: dict[str, str] = {}
        self._more = more

    def reach(self, *hosts: str) -> None:
        self._hosts += hosts

    def secret(self, name: str, secret: str, host: str) -> None:
        self._secrets[name] = {"secret": secret, "hosts": [host], "spaces": [OWN]}

    def folder(self, name: str) -> Path:
        path = self.root / name
        path.mkdir()
        self._folders[name] = str(path)
        return path

    @property
    def settings(self) -> dict[str, str]:
        return {
            "PROSPEKT_NET_ALLOW": json.dumps({OWN: self._hosts}),
            "PROSPEKT_CREDENTIALS": json.dumps(self._secrets),
            "PROSPEKT_FOLDERS": json.dumps(self._folders),
            **self._more,
        }

    def told(self, *arguments: str) -> Told:
        return run(self.home.root, *arguments, seconds=300, **self.settings)

    def apply(self, *sources: str, schedule: str = "") -> None:
        """With a watch that names them all."""
        text = "---\n".join(sources)
        self.sources += _NAME.findall(text)
        file = self.root / "sources.yaml"
        watch = (
            "apiVersion: prospekt.dev/v1alpha1\nkind: Watch\nmetadata: {name: all}\n"
            f"spec: {{keywords: [engineer], sources: {json.dumps(self.sources)}{schedule}}}\n"
        )
        file.write_text(f"{text}---\n{watch}", "utf-8")
        told = self.told("apply", "-f", str(file))
        assert told.code == 0, told.err

    def crawl(self) -> Told:
        told = self.told("crawl")
        assert told.code == 0, told.err
        return told

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "crawler.main", *arguments],
            env={**os.environ, **variables(self.home.root, **self.settings)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def says(self, source: str) -> str:
        """All that a person can ask of it."""
        asked = (("config", "explain", "--json"), ("get", "source", source), ("get", "run", "1"))
        found = [self.told(*arguments) for arguments in asked]
        assert not any(told.code for told in found), found
        return "".join(told.out + told.err for told in found)

    def holds(self, secret: str) -> list[Path]:
        """Which of its files have it, packed or not."""
        for file in self.home.root.glob("*.db"):
            with closing(sqlite3.connect(file)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        files = [file for file in self.home.root.rglob("*") if file.is_file()]
        assert len(files) > 5
        return [file for file in files if secret.encode() in _unpacked(file.read_bytes())]


def _unpacked(content: bytes) -> bytes:
    """As a blob is kept, or as it is."""
    try:
        return zlib.decompress(content)
    except zlib.error:
        return content


class Left:
    """What a crawl left in the log, by source."""

    def __init__(self, home: Home) -> None:
        self.found: list[PostingFound] = []
        self.pages: dict[str, list[PageFetched]] = defaultdict(list)
        self.ends: dict[str, list[SweepEnded]] = defaultdict(list)
        self._documents: list[DocumentFound] = []
        self._numbers: list[Observed] = []
        for event in _events(home):
            if isinstance(event, PostingFound):
                self.found.append(event)
            elif isinstance(event, PageFetched):
                self.pages[event.source].append(event)
            elif isinstance(event, DocumentFound):
                self._documents.append(event)
            elif isinstance(event, Observed):
                self._numbers.append(event)
            elif isinstance(event, SweepEnded):
                self.ends[event.end.sweep.source].append(event)

    def postings(self, source: str) -> list[Posting]:
        assert all(each.space == OWN for each in self.found)
        return [each.posting for each in self.found if each.source == source]

    def documents(self, source: str) -> list[Document]:
        assert all(each.space == OWN for each in self._documents)
        return [each.document for each in self._documents if each.source == source]

    def numbers(self, source: str) -> list[Observation]:
        assert all(each.space == OWN for each in self._numbers)
        return [each.observation for each in self._numbers if each.source == source]


def _events(home: Home) -> list[object]:
    topics = (POSTINGS_RAW, DOCUMENTS_RAW, OBSERVATIONS, PAGES_RAW, SWEEPS)
    with closing(SqliteLog(home.log)) as log:
        return [decode(message.value) for topic in topics for message in log.read(topic)]
