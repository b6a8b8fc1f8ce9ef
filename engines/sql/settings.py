"""Where the config store is."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from engines.settings import Settings


class ConfigSettings(Settings):
    model_config = SettingsConfigDict(env_prefix="PROSPEKT_CONFIG_DB_")

    host: str = ""
    """Where the PostgreSQL of the config store listens; empty: it is a file in the home."""

    port: int = Field(default=5432, ge=1, le=65535)
    """Its port."""

    name: str = "prospekt"
    """The database's name; its tables are made when it is first opened."""

    user: str = "prospekt"
    """Who opens it."""

    password: SecretStr | None = None
    """What opens it."""
