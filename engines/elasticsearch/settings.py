"""Where the index is."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from engines.settings import Settings

PREFIX: Final = "prospekt"
ANSWER_SECONDS: Final = 30.0


class IndexSettings(Settings):
    model_config = SettingsConfigDict(env_prefix="PROSPEKT_ELASTICSEARCH_")

    url: Annotated[str, Field(pattern=r"^(https?://[^\s@]+)?$")] = ""
    """The Elasticsearch 9 that holds the index: https://HOST:9200; empty: it is a file in the \
home."""

    prefix: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")] = PREFIX
    """What its indices there begin with; two platforms that share a cluster differ in it."""

    api_key: SecretStr | None = None
    """The encoded key of this process; `python -m engines.elasticsearch.roles` prints what each \
kind of process needs."""

    ca: Path | None = None
    """The file of the authority that signed the server's certificate; unset: the machine's own."""

    answer_s: Annotated[float, Field(gt=0)] = ANSWER_SECONDS
    """Seconds that an answer may take; a write without one is read and, if need be, done again."""

    @property
    def key(self) -> str:
        return self.api_key.get_secret_value() if self.api_key else ""
