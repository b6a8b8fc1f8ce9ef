"""Settings of the crawler."""

import os
import socket
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import SettingsConfigDict

from engines.settings import Settings


class Asked(BaseModel):
    """How one source is asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: Annotated[str, Field(pattern=r"^(https?://[^\s/?#]+[^\s?#]*)?$")] = ""
    """Another address of the site, such as a demo board's; empty: its own."""

    interval_ms: Annotated[int, Field(ge=0, le=3_600_000)] = 1000
    """Least time between two starts."""

    slots: Annotated[int, Field(ge=0, le=1000)] = 2
    """Requests under way at once; 0 pauses it."""

    credential: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{0,64}$")] = ""
    """The name of the secret that it is asked with, for a source that needs one (grc)."""

    allowed: bool = False
    """You may fetch a site whose terms keep programs out (indeed); robots.txt is obeyed still."""


class CrawlerSettings(Settings):
    model_config = SettingsConfigDict(env_prefix="PROSPEKT_CRAWLER_")

    sources: dict[str, Asked] = Field(default_factory=dict)
    """How sources are asked: {"work_ua": {"base_url": "...", "interval_ms": 1000, "slots": 2}}."""

    concurrency: Annotated[int, Field(ge=1, le=1000)] = 32
    """Pages that one crawler fetches at once, over all hosts."""

    lease_ms: Annotated[int, Field(ge=1000, le=600_000)] = 30_000
    """Milliseconds after which the work of a crawler that fell silent is given to others."""

    worker: str = ""
    """This crawler's name in the frontier; empty: one made of the machine and the process."""

    metrics_port: Annotated[int, Field(ge=0, le=65_535)] = 0
    """Where metrics are served on 127.0.0.1 for Prometheus; 0: nowhere."""

    @property
    def worker_name(self) -> str:
        return self.worker or f"{socket.gethostname()}-{os.getpid()}"
