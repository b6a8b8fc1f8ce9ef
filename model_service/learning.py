"""From a panel to what is served: roll, judge, choose, fit and calibrate."""

from typing import Final, Generic, TypeVar

from msgspec import Struct

from contracts.prospects import Backtest
from model_service import scores
from model_service.backtest import roll
from model_service.intervals import Conformal, calibrate
from model_service.kit import Kit, Panel
from model_service.promotion import Decision, decide

F = TypeVar("F")

LONGEST: Final = 52
"""Weeks ahead that can be asked for."""
TESTED: Final = 12
"""Weeks ahead that methods are judged by, where the history bears it."""
_SHARE: Final = 4
"""At most a quarter of the history is looked ahead in the test."""


class Learned(Struct, Generic[F], frozen=True, kw_only=True):
    decision: Decision
    fit: F
    conformal: Conformal
    backtest: Backtest | None


def learn(kit: Kit[F], panel: Panel, champion: str | None = None) -> Learned[F] | None:
    """Return None where the history is too short to tell how far a forecast misses."""
    horizon = max(1, min(TESTED, panel.weeks // _SHARE))
    rolled = roll(kit, panel, LONGEST)
    at = scores.tested(rolled, panel.weeks, horizon)
    errors = {
        method: missed
        for method in (*kit.NAIVE, *kit.CANDIDATES)
        if (missed := scores.error(rolled, method, at, horizon)) is not None
    }
    decision = decide(errors, naive=kit.NAIVE, candidates=kit.CANDIDATES, champion=champion)
    method = decision.method
    conformal = calibrate(rolled.errors(method), rolled.change_errors(method))
    if conformal is None:
        return None
    naive = {name: errors[name] for name in kit.NAIVE if name in errors}
    return Learned(
        decision=decision,
        fit=kit.fit(panel),
        conformal=conformal,
        backtest=scores.report(rolled, method, naive, at, horizon),
    )
