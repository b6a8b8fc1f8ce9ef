"""Models as JSON, named by their content, served by a pointer."""

from datetime import date

import msgspec
import pytest

from model_service.learning import learn
from model_service.professions import model as kit
from model_service.registry import Model, Registry, card
from tests.builders import NOW
from tests.fakes.models import MemoryBlobs, MemoryModels
from tests.unit.model_service.panels import noisy


@pytest.fixture(scope="module")
def model() -> Model:
    panel = noisy(3, 70)
    learned = learn(kit, panel)
    assert learned is not None
    return Model(
        kind=kit.NAME,
        method=learned.decision.method,
        reason=learned.decision.reason,
        trained_at=NOW,
        until=panel.end,
        data_hash="d",
        subjects=panel.names,
        weeks=panel.weeks,
        fit=learned.fit,
        conformal=learned.conformal,
        backtest=learned.backtest,
    )


def test_a_model_comes_back_as_it_was_kept(model: Model) -> None:
    blobs, models = MemoryBlobs(), MemoryModels()
    registry = Registry(blobs, models)
    model_id = registry.add(model)
    assert registry.champion(kit.NAME) is None
    registry.promote(kit.NAME, model_id, NOW)
    assert registry.champion(kit.NAME) == (model_id, model)
    assert Registry(blobs, models).champion(kit.NAME) == (model_id, model)


def test_a_model_is_named_by_its_content(model: Model) -> None:
    registry = Registry(MemoryBlobs(), MemoryModels())
    other = msgspec.structs.replace(model, until=date(2026, 1, 5))
    assert registry.add(model) == registry.add(model) != registry.add(other)


def test_the_pointer_is_followed_at_once(model: Model) -> None:
    registry = Registry(MemoryBlobs(), MemoryModels())
    other = msgspec.structs.replace(model, reason="newer")
    first, second = registry.add(model), registry.add(other)
    for model_id, kept in ((first, model), (second, other), (first, model)):
        registry.promote(kit.NAME, model_id, NOW)
        assert registry.champion(kit.NAME) == (model_id, kept)


@pytest.mark.parametrize("kept", [b'{"kind": "professions"}', b"\xff", None])
def test_a_model_that_cannot_be_read_is_as_good_as_none(kept: bytes | None) -> None:
    blobs, models = MemoryBlobs(), MemoryModels()
    ref = blobs.put([kept])[0] if kept else "lost"
    models.add_model("old", kit.NAME, ref, NOW)
    models.promote(kit.NAME, "old", NOW)
    assert Registry(blobs, models).champion(kit.NAME) is None


def test_the_card_names_the_model_and_its_data(model: Model) -> None:
    shown = card("m1", model)
    assert (shown.id, shown.data_hash, shown.method) == ("m1", "d", model.method)
    assert shown.backtest == model.backtest
