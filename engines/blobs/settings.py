"""Where blobs are kept."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from engines.settings import Settings


class BlobSettings(Settings):
    model_config = SettingsConfigDict(env_prefix="PROSPEKT_BLOBS_")

    url: Annotated[str, Field(pattern=r"^(s3://[a-z0-9.-]+(/[\w./-]*)?)?$")] = ""
    """The bucket that holds raw pages and models, and what their keys there begin with: \
s3://BUCKET/PREFIX; empty: they are files in the home."""

    endpoint: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    """Where the store listens, such as https://minio.example:9000; empty: Amazon's own."""

    region: str = "us-east-1"
    """The bucket's region."""

    key: str = ""
    """The access key that may read, write and delete there."""

    secret: SecretStr | None = None
    """What belongs to that key."""

    ca: Path | None = None
    """A PEM file of the authority that the store's certificate is from, if it is your own."""
