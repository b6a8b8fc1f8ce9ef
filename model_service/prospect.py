"""A prospect, put together from what is known and what is learned."""

from collections.abc import Sequence

from contracts.prospects import Prospect, Reason
from model_service import wording
from model_service.basis import Basis
from model_service.kit import Panel
from model_service.outlook import outlook
from model_service.professions import model as kit
from model_service.registry import Model, card
from model_service.subjects import PROFESSION


def given(
    basis: Basis,
    panel: Panel,
    model_id: str,
    model: Model,
    *,
    reasons: Sequence[Reason],
    horizon: int,
) -> Prospect:
    found = outlook(kit, model.method, model.fit, model.conformal, panel, horizon)
    what = "weekly demand" if basis.subject.kind == PROFESSION else "the weekly mean"
    note = wording.note(found.probability_up, found.change, horizon, found.now, what)
    if model.method in kit.NAIVE:
        note += f" The forecast is the naive {model.method}: no better one has proved itself."
    return Prospect(
        subject=basis.subject,
        as_of=basis.as_of,
        enough_history=True,
        note=note,
        probability_up=found.probability_up,
        change=found.change,
        series=basis.series,
        forecast=found.points,
        reasons=tuple(reasons),
        evidence=basis.evidence,
        model=card(model_id, model),
        coverage=basis.coverage,
    )


def withheld(basis: Basis, shortfall: str, reasons: Sequence[Reason] = ()) -> Prospect:
    """No number is made up: what there is, and what is missing."""
    return Prospect(
        subject=basis.subject,
        as_of=basis.as_of,
        enough_history=False,
        note=wording.too_little(shortfall),
        probability_up=None,
        change=None,
        series=basis.series,
        forecast=(),
        reasons=tuple(reasons),
        evidence=basis.evidence,
        model=None,
        coverage=basis.coverage,
    )
