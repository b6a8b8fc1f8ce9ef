"""Settings of the local fleet."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from engines.settings import Settings


class FleetSettings(Settings):
    model_config = SettingsConfigDict(env_prefix="PROSPEKT_")

    api_port: Annotated[int, Field(ge=0, le=65_535)] = 8400
    """Where the API listens on 127.0.0.1; if it is taken, a free port is chosen and printed."""

    predictions_port: Annotated[int, Field(ge=0, le=65_535)] = 8410
    """Where predictions are served on 127.0.0.1; if it is taken, a free port is chosen."""

    stream_workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Processes that bring records into the index."""
