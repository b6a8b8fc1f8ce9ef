"""Settings of the model service."""

import os
from pathlib import Path

from pydantic_settings import SettingsConfigDict

from contracts.names import PUBLIC
from engines.settings import Settings


class ModelSettings(Settings):
    model_config = SettingsConfigDict(env_prefix="PROSPEKT_MODEL_")

    spaces: tuple[str, ...] = (PUBLIC,)
    """Whose postings count: the public boards, and a tenant's own."""


def tame_bentoml(folder: Path) -> None:
    """Keep BentoML's files below our home and its tongue still; before it is first imported."""
    os.environ["BENTOML_HOME"] = str(folder)
    os.environ["BENTOML_DO_NOT_TRACK"] = "True"
