"""The project's process, with the settings that make it one scheduler's or the other's."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

OURS: Final = {
    "SCHEDULER": "crawler.dropin.main.Scheduler",
    "DUPEFILTER_CLASS": "crawler.dropin.main.DupeFilter",
}
THEIRS: Final = {
    "SCHEDULER": "scrapy_redis.scheduler.Scheduler",
    "DUPEFILTER_CLASS": "scrapy_redis.dupefilter.RFPDupeFilter",
}


class Project:
    def __init__(self, redis_url: str, folder: Path, **settings: Any) -> None:
        self.items = folder / "items.jsonl"
        self._settings = {
            "REDIS_URL": redis_url,
            "ITEMS": str(self.items),
            "SCHEDULER_PERSIST": True,
            "MAX_IDLE_TIME_BEFORE_CLOSE": 1,
            **settings,
        }

    def start(self, scheduler: dict[str, str], **given: Any) -> subprocess.Popen[str]:
        told = {"settings": {**self._settings, **scheduler}, **given}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.integration.dropin.project", json.dumps(told)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, scheduler: dict[str, str], **given: Any) -> str:
        """Run to its end; return what it said."""
        process = self.start(scheduler, **given)
        try:
            said, _ = process.communicate(timeout=180)
        finally:
            process.kill()
        return said

    def urls(self) -> list[str]:
        if not self.items.exists():
            return []
        return [json.loads(line)["url"] for line in self.items.read_text().splitlines()]
