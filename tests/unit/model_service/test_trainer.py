"""Training on a frozen extract."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec
import numpy as np
import pytest

from contracts.identity import content_hash
from contracts.index import Filters, Week
from model_service.professions import model as kit
from model_service.registry import Registry
from model_service.trainer import Outcome, extract, told, train
from tests.fakes.models import MemoryBlobs, MemoryHistory, MemoryModels
from tests.market import LEVELS, NOW, WEEK, flows, monday, postings

NAMES = (*LEVELS, "driver")


@pytest.fixture(scope="module")
def history() -> MemoryHistory:
    return MemoryHistory(tuple(postings(flows())))


def trained(
    history: MemoryHistory, blobs: MemoryBlobs, models: MemoryModels, *, weeks_later: int = 0
) -> Outcome:
    return train(
        history,
        Registry(blobs, models),
        lambda: NOW + weeks_later * WEEK,
        spaces=("public",),
        professions=NAMES,
    )


def test_the_first_model_is_promoted_and_rests_on_the_frozen_extract(
    history: MemoryHistory,
) -> None:
    blobs, models = MemoryBlobs(), MemoryModels()
    outcome = trained(history, blobs, models)
    assert outcome.promoted
    assert (outcome.subjects, outcome.weeks) == (3, 108)
    champion = Registry(blobs, models).champion(kit.NAME)
    assert champion is not None
    frozen = blobs.get(champion[1].data_hash)
    assert champion[1].subjects == ("data-engineer", "java-developer", "nurse")
    series = msgspec.json.decode(frozen, type=dict[str, list[Week]])
    assert series == extract(history, ("public",), NAMES, NOW)
    assert champion[1].data_hash == content_hash(frozen)


def test_the_same_history_gives_the_same_model(history: MemoryHistory) -> None:
    one = trained(history, MemoryBlobs(), MemoryModels())
    assert one == trained(history, MemoryBlobs(), MemoryModels())


def test_nothing_new_trains_nothing(history: MemoryHistory) -> None:
    blobs, models = MemoryBlobs(), MemoryModels()
    first, second = (trained(history, blobs, models) for _ in range(2))
    assert (second.promoted, second.model_id) == (False, first.model_id)
    assert second.reason.startswith("nothing new")
    assert len(models.promotions) == 1
    assert told(second).startswith("kept professions")


def test_a_new_week_makes_a_new_model(history: MemoryHistory) -> None:
    blobs, models = MemoryBlobs(), MemoryModels()
    first, second = (trained(history, blobs, models, weeks_later=later) for later in (0, 1))
    assert second.promoted
    assert second.model_id != first.model_id
    assert second.weeks == first.weeks + 1


def test_too_little_history_is_said_and_promotes_nothing(history: MemoryHistory) -> None:
    few = replace(history, gaps=frozenset(monday(week) for week in range(90)))
    models = MemoryModels()
    outcome = trained(few, MemoryBlobs(), models)
    assert (outcome.model_id, models.promotions) == (None, [])
    assert "need 26 complete weeks" in told(outcome)


def test_a_champion_that_cannot_be_read_is_replaced(history: MemoryHistory) -> None:
    blobs, models = MemoryBlobs(), MemoryModels()
    (ref,) = blobs.put([b"{}"])
    models.add_model("old", kit.NAME, ref, NOW)
    models.promote(kit.NAME, "old", NOW)
    assert trained(history, blobs, models).promoted


def test_the_line_says_what_was_trained_and_why_it_was_promoted(history: MemoryHistory) -> None:
    line = told(trained(history, MemoryBlobs(), MemoryModels()))
    assert line.startswith("trained and promoted professions ")
    assert "3 professions, 108 weeks" in line
    assert "naive" in line
    assert "80% interval holds" in line


@dataclass
class Ready(MemoryHistory):
    """Series without postings: only training is timed."""

    of: Mapping[str, list[Week]] = field(default_factory=dict)

    def series(self, spaces: Sequence[str], filters: Filters, until: datetime) -> list[Week]:
        assert spaces
        assert until == NOW
        return self.of[filters.professions[0]]


def test_a_market_of_seventeen_professions_is_trained_in_three_seconds() -> None:
    rng = np.random.default_rng(1)
    levels = {f"p{k}": float(level) for k, level in enumerate(rng.uniform(3, 12, 17))}
    weekly = flows(levels)
    series_of = {
        name: [
            Week(date=monday(week), flow=flow, stock=flow, covered=True)
            for week, flow in enumerate(counts)
        ]
        for name, counts in weekly.items()
    }

    began = time.process_time()
    outcome = train(
        Ready(of=series_of),
        Registry(MemoryBlobs(), MemoryModels()),
        lambda: NOW,
        spaces=("public",),
        professions=tuple(levels),
    )
    assert outcome.subjects == 17
    assert time.process_time() - began < 3
