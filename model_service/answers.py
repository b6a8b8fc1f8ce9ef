"""The model service's work behind one door: ask for a prospect, train, say what is served."""

import threading
from collections.abc import Sequence
from typing import Final

import msgspec

from contracts.clock import Clock
from contracts.errors import Permanent
from contracts.index import Filters
from contracts.prospects import Prospect, Reason, SubjectRef
from model_service import basis as known
from model_service import prospect, reasons, trainer
from model_service.basis import Basis
from model_service.demand import Demand
from model_service.kit import WEEK, Panel
from model_service.learning import LONGEST
from model_service.own import Own
from model_service.ports import DemandHistory, ForecastLedger, ObservedHistory
from model_service.professions import model as kit
from model_service.registry import Model, Registry
from model_service.subjects import Series, find
from model_service.trainer import Outcome
from understanding import professions

HORIZON: Final = 12
"""Weeks ahead when none are named: a quarter."""
TOO_SHORT: Final = "the covered weeks are too few to tell how far a forecast misses"


class Answers:
    """Threads share it; the history is asked anew each time, models are kept while they last."""

    def __init__(
        self,
        *,
        history: DemandHistory,
        observed: ObservedHistory,
        registry: Registry,
        ledger: ForecastLedger,
        clock: Clock,
        spaces: Sequence[str],
    ) -> None:
        self._history = history
        self._observed = observed
        self._registry = registry
        self._ledger = ledger
        self._clock = clock
        self._spaces = tuple(spaces)
        self._own = Own()
        self._entered: set[tuple[object, ...]] = set()
        self._training = threading.Lock()

    def prospect(self, name: str, horizon: int = HORIZON) -> Prospect:
        if not 1 <= horizon <= LONGEST:
            raise Permanent(f"horizon {horizon}: it counts weeks and must be 1 to {LONGEST}")
        if not name.strip():
            raise Permanent("no subject: name a profession or an imported series")
        *others, last = find(name, self._observed.observed_subjects(self._spaces))
        for subject in others:
            made = self._answer(subject, horizon)
            if made.enough_history:
                return made
        return self._answer(last, horizon)

    def train(self) -> Outcome:
        """Train on what there is; promote what has proved itself."""
        return trainer.train(
            self._history,
            self._registry,
            self._clock,
            spaces=self._spaces,
            professions=[profession.id for profession in professions.professions()],
        )

    def champion(self) -> str:
        """What is served now; empty before the first training."""
        found = self._registry.champion(kit.NAME)
        return f"{found[1].kind} {found[0]} ({found[1].method})" if found else ""

    def _answer(self, subject: SubjectRef | Series, horizon: int) -> Prospect:
        if isinstance(subject, Series):
            return self._of_series(subject, horizon)
        return self._of_profession(subject, horizon)

    def _of_profession(self, subject: SubjectRef, horizon: int) -> Prospect:
        now = self._clock()
        weeks = self._history.series(self._spaces, Filters(professions=(subject.id,)), now)
        demand = Demand(self._history, self._spaces, subject.id, weeks)
        basis = known.of_profession(subject, demand, now)
        if basis.panel is None or basis.shortfall:
            return prospect.withheld(basis, basis.shortfall)
        served = self._served(basis.subject.id, basis.panel)
        if served is None:
            return prospect.withheld(basis, TOO_SHORT)
        factors = kit.season_factors(served[1].fit, basis.panel, horizon)
        told = reasons.of_profession(demand, factors, horizon)
        return self._given(basis, basis.panel, served, told, horizon)

    def _of_series(self, series: Series, horizon: int) -> Prospect:
        observations = self._observed.observations(self._spaces, series.subject, series.metric)
        basis = known.of_series(series.ref, observations, self._clock())
        panel = basis.panel
        if panel is None or basis.shortfall:
            return prospect.withheld(basis, basis.shortfall)
        model = self._own.model(panel, basis.as_of)
        if model is None:
            return prospect.withheld(basis, TOO_SHORT)
        return self._given(basis, panel, model, reasons.of_series(panel.values), horizon)

    def _served(self, profession: str, panel: Panel) -> tuple[str, Model] | None:
        """The champion; trained first where none knows this profession up to its last week."""
        found = self._current(profession, panel)
        if found is None:
            with self._training:
                if self._current(profession, panel) is None:
                    self.train()
            found = self._registry.champion(kit.NAME)
        return found

    def _current(self, profession: str, panel: Panel) -> tuple[str, Model] | None:
        found = self._registry.champion(kit.NAME)
        if found is None or profession not in found[1].subjects or found[1].until < panel.end:
            return None
        return found

    def _given(
        self,
        basis: Basis,
        panel: Panel,
        served: tuple[str, Model],
        told: Sequence[Reason],
        horizon: int,
    ) -> Prospect:
        """Make the prospect and enter it into the ledger, once a week for each model."""
        made = prospect.given(basis, panel, *served, reasons=told, horizon=horizon)
        subject = f"{basis.subject.kind}:{basis.subject.id}"
        entry = (subject, served[0], panel.end - WEEK, horizon)
        if entry not in self._entered:
            self._ledger.record_forecast(*entry, msgspec.json.encode(made))
            self._entered.add(entry)
        return made
