"""How every process reads its settings: typed, frozen, once; from the environment or one `.env`."""

from pathlib import Path

from platformdirs import user_data_path
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The base of each component's settings; the meaning stands under each field."""

    model_config = SettingsConfigDict(
        frozen=True,
        env_prefix="PROSPEKT_",
        env_file=".env",
        extra="ignore",
        use_attribute_docstrings=True,
    )


class HomeSettings(Settings):
    """What every process on one machine shares."""

    home: Path = user_data_path("prospekt", appauthor=False)
    """The folder that holds all state: databases, blobs, models, logs."""

    clock: Path | None = None
    """A file with an ISO date that stands for "now"; unset: the machine's clock."""
