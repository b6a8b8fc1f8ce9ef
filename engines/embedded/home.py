"""Where each embedded engine keeps its files below PROSPEKT_HOME."""

from pathlib import Path

from msgspec import Struct


class Home(Struct, frozen=True):
    root: Path

    @property
    def frontier(self) -> Path:
        return self.root / "frontier.db"

    @property
    def log(self) -> Path:
        return self.root / "log.db"

    @property
    def index(self) -> Path:
        return self.root / "index.db"

    @property
    def documents(self) -> Path:
        return self.root / "documents.db"

    @property
    def signatures(self) -> Path:
        return self.root / "signatures.db"

    @property
    def suspects(self) -> Path:
        """Messages that a process of the stream has in its hands."""
        return self.root / "suspects.db"

    @property
    def config(self) -> Path:
        return self.root / "config.db"

    @property
    def blobs(self) -> Path:
        return self.root / "blobs"

    @property
    def logs(self) -> Path:
        """What the processes print."""
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """Locks and addresses of running processes."""
        return self.root / "run"
