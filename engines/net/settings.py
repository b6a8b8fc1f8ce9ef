"""How far fetches reach, and the secrets that they go by."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from contracts.names import PUBLIC
from engines.settings import Settings


class BoundSecret(BaseModel):
    """A secret, and where it may be shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    secret: Annotated[SecretStr, Field(min_length=1)]
    """A token, or `user:password`."""

    hosts: tuple[str, ...]
    """Those that it is for: api.hh.ru, db.example:5432; over plain HTTP only http://HOST."""

    spaces: tuple[str, ...] = (PUBLIC,)
    """Whose requests may name it."""


class ReachSettings(Settings):
    net_allow: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Addresses beside the open internet that the fetches of a space may reach: \
{"public": ["127.0.0.1:8401"], "team-a": ["10.0.0.0/8"]}."""

    credentials: dict[str, BoundSecret] = Field(default_factory=dict)
    """Secrets that sources name: \
{"hh": {"secret": "...", "hosts": ["api.hh.ru"], "spaces": ["public"]}}."""

    folders: dict[str, str] = Field(default_factory=dict)
    """Folders that file sources may read, by the name that sources call them: \
{"exports": "/srv/exports"}."""
