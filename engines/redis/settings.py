"""Where the frontier is, and the signatures."""

from typing import Annotated, Final

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from engines.settings import Settings

PREFIX: Final = "prospekt:{frontier}"
"""What is in braces decides where a cluster keeps a key: so all of one frontier are together."""


class FrontierSettings(Settings):
    model_config = SettingsConfigDict(env_prefix="PROSPEKT_FRONTIER_")

    url: Annotated[str, Field(pattern=r"^(rediss?://\S+)?$")] = ""
    """The Redis that holds the frontier: redis://USER:PASSWORD@HOST:6379/0, or with TLS \
rediss://...?ssl_ca_certs=FILE; empty: it is a file in the home."""

    prefix: Annotated[str, Field(pattern=r"^[\w:.-]*\{[\w:.-]+\}[\w:.-]*$")] = PREFIX
    """What its keys there begin with; frontiers that share a server differ in the braces."""


SIGNATURES: Final = "prospekt:{signatures}"


class SignatureSettings(Settings):
    model_config = SettingsConfigDict(env_prefix="PROSPEKT_SIGNATURES_")

    url: Annotated[str, Field(pattern=r"^(rediss?://\S+)?$")] = ""
    """The Redis that holds the signatures of near-duplicates, written as the frontier's; empty: \
it is a file in the home."""

    prefix: Annotated[str, Field(pattern=r"^[\w:.-]*\{[\w:.-]+\}[\w:.-]*$")] = SIGNATURES
    """What its keys there begin with; platforms that share a server differ in the braces."""
