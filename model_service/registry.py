"""Models as JSON in the blob store, named by their content; the champion is a pointer."""

import logging
from datetime import date, datetime
from typing import Final

import msgspec
from msgspec import Struct

from contracts.errors import Permanent
from contracts.prospects import Backtest, ModelCard
from model_service.intervals import Conformal
from model_service.ports import BlobStore, ModelPointer
from model_service.professions.model import Fit

ID_LENGTH: Final = 12
_log = logging.getLogger(__name__)


class Model(Struct, frozen=True, kw_only=True):
    """All that serving needs, and where it comes from."""

    kind: str
    """The kit."""
    method: str
    reason: str
    """Why this method is the one."""
    trained_at: datetime
    until: date
    """The Monday after the last week it was trained on."""
    data_hash: str
    """Of the frozen extract."""
    subjects: tuple[str, ...]
    weeks: int
    fit: Fit
    conformal: Conformal
    backtest: Backtest | None


def card(model_id: str, model: Model) -> ModelCard:
    return ModelCard(
        id=model_id,
        kind=model.kind,
        method=model.method,
        reason=model.reason,
        trained_at=model.trained_at,
        data_hash=model.data_hash,
        backtest=model.backtest,
    )


class Registry:
    def __init__(self, blobs: BlobStore, pointer: ModelPointer) -> None:
        self._blobs = blobs
        self._pointer = pointer
        self._known: dict[str, Model] = {}

    def freeze(self, extract: bytes) -> str:
        """Keep what a model is trained on; return its hash."""
        return self._blobs.put([extract])[0]

    def add(self, model: Model) -> str:
        """Keep the model; return its id. It serves nobody until it is promoted."""
        ref = self._blobs.put([msgspec.json.encode(model)])[0]
        model_id = ref[:ID_LENGTH]
        self._pointer.add_model(model_id, model.kind, ref, model.trained_at)
        return model_id

    def promote(self, kind: str, model_id: str, at: datetime) -> None:
        self._pointer.promote(kind, model_id, at)

    def champion(self, kind: str) -> tuple[str, Model] | None:
        """(id, model) that is served now; the pointer is read anew at each call.

        One that is lost, or that this release cannot read, is as good as none: it is trained anew.
        """
        found = self._pointer.champion(kind)
        if found is None:
            return None
        model_id, ref = found
        if ref not in self._known:
            try:
                self._known = {ref: msgspec.json.decode(self._blobs.get(ref), type=Model)}
            except (Permanent, msgspec.DecodeError, UnicodeDecodeError) as error:
                _log.warning("model %s cannot be read: %s", model_id, error)
                return None
        return model_id, self._known[ref]
