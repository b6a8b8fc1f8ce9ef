"""Train the professions' model on a frozen extract, and promote what beats what is served."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from contracts.clock import Clock
from contracts.identity import content_hash
from contracts.index import Filters, Week
from contracts.prospects import Backtest
from model_service.learning import learn
from model_service.ports import DemandHistory
from model_service.professions import features
from model_service.professions import model as kit
from model_service.registry import Model, Registry


class Outcome(Struct, frozen=True, kw_only=True):
    """What a training came to."""

    model_id: str | None
    """None where there was too little to train on."""
    promoted: bool
    method: str | None
    reason: str
    subjects: int
    weeks: int
    backtest: Backtest | None = None


def train(
    history: DemandHistory,
    registry: Registry,
    clock: Clock,
    *,
    spaces: Sequence[str],
    professions: Sequence[str],
) -> Outcome:
    now = clock()
    series = extract(history, spaces, professions, now)
    champion = registry.champion(kit.NAME)
    if not series:
        return _nothing(
            f"no profession has enough history: need {features.LEAST_WEEKS} complete weeks "
            f"and {features.LEAST_POSTINGS} postings"
        )
    frozen = msgspec.json.encode(series)
    if champion is not None and champion[1].data_hash == content_hash(frozen):
        return _unchanged(*champion)
    panel = features.panel(series)
    learned = learn(kit, panel, champion[1].method if champion else None)
    if learned is None:
        return _nothing(f"{panel.weeks} weeks are too few to tell how far a forecast misses")
    model = Model(
        kind=kit.NAME,
        method=learned.decision.method,
        reason=learned.decision.reason,
        trained_at=now,
        until=panel.end,
        data_hash=registry.freeze(frozen),
        subjects=panel.names,
        weeks=panel.weeks,
        fit=learned.fit,
        conformal=learned.conformal,
        backtest=learned.backtest,
    )
    model_id = registry.add(model)
    registry.promote(kit.NAME, model_id, now)
    return _outcome(model_id, model, promoted=True)


def told(outcome: Outcome) -> str:
    """A line for people."""
    if outcome.model_id is None:
        return f"nothing was trained: {outcome.reason}"
    test = outcome.backtest
    figures = [
        f"{name} {value:.0%}"
        for name, value in (
            ("80% interval holds", test and test.coverage_80),
            ("direction right", test and test.direction),
        )
        if value is not None
    ]
    verb = "trained and promoted" if outcome.promoted else "kept"
    return (
        f"{verb} {kit.NAME} {outcome.model_id} on {outcome.subjects} professions, "
        f"{outcome.weeks} weeks: {'; '.join([outcome.reason, *figures])}"
    )


def extract(
    history: DemandHistory, spaces: Sequence[str], professions: Sequence[str], until: datetime
) -> Mapping[str, list[Week]]:
    """Return the weekly series of every profession with enough history, by its id."""
    found = {
        name: history.series(spaces, Filters(professions=(name,)), until)
        for name in sorted(professions)
    }
    return {name: weeks for name, weeks in found.items() if not features.shortfall(weeks)}


def _nothing(reason: str) -> Outcome:
    return Outcome(model_id=None, promoted=False, method=None, reason=reason, subjects=0, weeks=0)


def _unchanged(model_id: str, model: Model) -> Outcome:
    return _outcome(model_id, model, promoted=False, because="nothing new since it was trained; ")


def _outcome(model_id: str, model: Model, *, promoted: bool, because: str = "") -> Outcome:
    return Outcome(
        model_id=model_id,
        promoted=promoted,
        method=model.method,
        reason=because + model.reason,
        subjects=len(model.subjects),
        weeks=model.weeks,
        backtest=model.backtest,
    )
