"""Models of imported series: each is trained on itself, when it is asked for."""

import threading
from collections import OrderedDict
from datetime import datetime
from typing import Final

import msgspec
import numpy as np

from contracts.identity import content_hash
from model_service.kit import Panel
from model_service.learning import learn
from model_service.professions import model as kit
from model_service.registry import ID_LENGTH, Model
from model_service.subjects import SERIES

KEPT: Final = 64
"""Models kept in memory; each is about 40 KB and takes a third of a second to make anew."""


class Own:
    def __init__(self) -> None:
        self._models: OrderedDict[str, tuple[str, Model] | None] = OrderedDict()
        self._lock = threading.Lock()

    def model(self, panel: Panel, as_of: datetime) -> tuple[str, Model] | None:
        """(id, model) of one series; None where it is too short to tell how far it misses."""
        data_hash = content_hash(_frozen(panel))
        with self._lock:
            if data_hash not in self._models:
                self._models[data_hash] = _trained(panel, data_hash, as_of)
            self._models.move_to_end(data_hash)
            while len(self._models) > KEPT:
                self._models.popitem(last=False)
            return self._models[data_hash]


def _trained(panel: Panel, data_hash: str, as_of: datetime) -> tuple[str, Model] | None:
    learned = learn(kit, panel)
    if learned is None:
        return None
    model = Model(
        kind=SERIES,
        method=learned.decision.method,
        reason=learned.decision.reason,
        trained_at=as_of,
        until=panel.end,
        data_hash=data_hash,
        subjects=panel.names,
        weeks=panel.weeks,
        fit=learned.fit,
        conformal=learned.conformal,
        backtest=learned.backtest,
    )
    return content_hash(msgspec.json.encode(model))[:ID_LENGTH], model


def _frozen(panel: Panel) -> bytes:
    values = [None if np.isnan(value) else value for value in panel.values[0].tolist()]
    return msgspec.json.encode([panel.names, panel.start, values])
