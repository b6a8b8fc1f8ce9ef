"""A prospect, from the question to the ledger."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from contracts.errors import Permanent
from contracts.prospects import Prospect
from contracts.records import Observation
from model_service.answers import Answers
from model_service.professions import model as kit
from model_service.registry import Registry
from tests.fakes.models import MemoryBlobs, MemoryHistory, MemoryLedger, MemoryModels
from tests.market import NOW, START, WEEK, WEEKS, a_hit, flows, monday, postings

RUNNING = a_hit("running", NOW - timedelta(hours=1))
"""Of the week that is not over."""
MARKET = MemoryHistory((*postings(flows()), RUNNING), gaps=frozenset({monday(40), monday(41)}))


class Room:
    """The service with all that it stands on."""

    def __init__(self, history: MemoryHistory) -> None:
        self.now = NOW
        self.history = history
        self.models = MemoryModels()
        self.ledger = MemoryLedger()
        self.answers = Answers(
            history=history,
            observed=history,
            registry=Registry(MemoryBlobs(), self.models),
            ledger=self.ledger,
            clock=lambda: self.now,
            spaces=("public",),
        )


@pytest.fixture(scope="module")
def room() -> Room:
    return Room(MARKET)


@pytest.fixture(scope="module")
def found(room: Room) -> Prospect:
    return room.answers.prospect("інженер даних")


def test_the_series_is_of_complete_weeks_with_gaps_left_open(found: Prospect) -> None:
    assert [point.date for point in found.series] == [monday(week) for week in range(WEEKS)]
    open_weeks = [point.date for point in found.series if point.flow is None]
    assert open_weeks == [monday(40), monday(41)] == list(found.coverage.gaps)
    assert all((point.flow is None) == (point.stock is None) for point in found.series)
    assert (found.coverage.weeks, found.coverage.complete_weeks) == (WEEKS, WEEKS - 2)


def test_the_forecast_begins_after_the_last_complete_week(found: Prospect) -> None:
    assert [point.date for point in found.forecast] == [monday(WEEKS + week) for week in range(12)]
    assert found.enough_history
    assert found.probability_up is not None
    assert found.change is not None
    assert found.as_of == NOW


def test_evidence_are_the_newest_postings_behind_the_figures(room: Room, found: Prospect) -> None:
    ended = START + WEEKS * WEEK
    own = [
        hit
        for hit in room.history.hits
        if "data-engineer" in hit.record.professions and hit.first_seen and hit.first_seen < ended
    ]
    own.sort(key=lambda hit: hit.first_seen or NOW, reverse=True)
    assert list(found.evidence) == [hit.record.id for hit in own[:20]]
    assert found.coverage.postings == len(own)
    assert found.coverage.sources == ("robota", "work_ua")


def test_the_first_question_trains_what_nobody_trained(room: Room, found: Prospect) -> None:
    assert found.model is not None
    assert room.models.promotions == [found.model.id]
    assert room.answers.champion() == f"professions {found.model.id} ({found.model.method})"


def test_a_new_week_is_learned_before_it_is_answered_for() -> None:
    room = Room(MARKET)
    first = room.answers.prospect("nurse")
    room.now += WEEK
    second = room.answers.prospect("nurse")
    assert first.model
    assert second.model
    assert room.models.promotions == [first.model.id, second.model.id]


def test_every_prospect_is_entered_once_a_week_for_each_model_and_horizon() -> None:
    room = Room(MARKET)
    for name, horizon in (("nurse", 12), ("медсестра", 12), ("nurse", 4)):
        room.answers.prospect(name, horizon)
    entered = [(subject, day, horizon) for subject, _, day, horizon, _ in room.ledger.entries]
    assert entered == [
        ("profession:nurse", monday(WEEKS - 1), 12),
        ("profession:nurse", monday(WEEKS - 1), 4),
    ]
    kept = msgspec.json.decode(room.ledger.entries[1][-1], type=Prospect)
    assert len(kept.forecast) == 4


def test_too_little_history_gives_no_number_but_shows_what_there_is() -> None:
    hits = [a_hit(f"h{k}", START + (88 + k) * WEEK) for k in range(20)]
    room = Room(MemoryHistory(hits))
    found = room.answers.prospect("data engineer")
    assert not found.enough_history
    assert found.note == "not enough history: have 20 complete weeks, need 26"
    assert (found.probability_up, found.change, found.model) == (None, None, None)
    assert found.forecast == ()
    assert len(found.series) == 20
    assert len(found.evidence) == 20
    assert room.ledger.entries == []


def test_a_profession_without_a_posting_is_answered_plainly() -> None:
    found = Room(MemoryHistory()).answers.prospect("data engineer")
    assert found.note == "not enough history: have 0 complete weeks, need 26"
    assert (found.series, found.evidence, found.coverage.postings) == ((), (), 0)


@pytest.mark.parametrize("horizon", [0, 53, -1])
def test_a_horizon_out_of_range_is_refused(room: Room, horizon: int) -> None:
    with pytest.raises(Permanent, match=f"horizon {horizon}: .* 1 to 52"):
        room.answers.prospect("nurse", horizon)


def test_an_empty_name_is_refused(room: Room) -> None:
    with pytest.raises(Permanent, match="no subject"):
        room.answers.prospect("  ")


@pytest.mark.parametrize("horizon", [1, 52])
def test_the_forecast_is_as_long_as_it_was_asked_for(room: Room, horizon: int) -> None:
    assert len(room.answers.prospect("nurse", horizon).forecast) == horizon


def a_series(weeks: int, *, subject: str = "Їжа") -> list[Observation]:
    """Two values a week around a slow rise."""
    return [
        Observation(
            subject=subject,
            metric="demand",
            at=START + week * WEEK + timedelta(days=day),
            value=100 + week + 3 * (-1) ** week + day,
        )
        for week in range(weeks)
        for day in (1, 3)
    ]


def test_an_imported_series_is_trained_on_itself() -> None:
    room = Room(MemoryHistory(observed=a_series(80)))
    found = room.answers.prospect("їжа", 13)
    assert (found.subject.kind, found.subject.title) == ("series", "Їжа")
    assert found.series[0].flow == 105.0
    assert found.series[0].stock is None
    assert found.forecast[0].date == monday(80)
    assert found.probability_up is not None
    assert found.probability_up > 0.5
    assert found.model is not None
    assert found.model.kind == "series"
    assert room.models.promotions == []
    assert [entry[0] for entry in room.ledger.entries] == ["series:Їжа/demand"]


def test_the_present_of_a_series_is_the_end_of_its_data() -> None:
    found = Room(MemoryHistory(observed=a_series(80))).answers.prospect("Їжа")
    assert found.as_of == START + 80 * WEEK
    fresh = Room(MemoryHistory(observed=a_series(WEEKS))).answers.prospect("Їжа")
    assert fresh.as_of == NOW


def test_a_week_of_a_series_without_a_value_is_a_gap() -> None:
    observed = [one for one in a_series(60) if not 20 <= (one.at - START) / WEEK < 22]
    found = Room(MemoryHistory(observed=observed)).answers.prospect("Їжа")
    assert found.coverage.gaps == (monday(20), monday(21))
    assert [point.flow for point in found.series[19:23]].count(None) == 2


def test_a_short_series_gives_no_number() -> None:
    found = Room(MemoryHistory(observed=a_series(25))).answers.prospect("Їжа")
    assert found.note == "not enough history: have 25 complete weeks, need 26"
    assert len(found.series) == 25


def test_a_series_speaks_where_the_profession_of_its_name_cannot() -> None:
    observed = a_series(60, subject="nurse")
    alone = Room(MemoryHistory(observed=observed)).answers.prospect("nurse")
    assert alone.subject.kind == "series"
    both = Room(replace(MARKET, observed=observed)).answers.prospect("nurse")
    assert both.subject.kind == "profession"


def test_a_naive_forecast_says_that_it_is_one() -> None:
    observed = [
        msgspec.structs.replace(one, value=50.0 + (one.at - START) // WEEK) for one in a_series(60)
    ]
    found = Room(MemoryHistory(observed=observed)).answers.prospect("Їжа")
    assert found.model is not None
    assert found.model.method in kit.NAIVE
    assert "The forecast is the naive drift: no better one has proved itself." in found.note
