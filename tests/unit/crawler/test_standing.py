"""How a source stands: it turns on several pages, never on one odd page."""

from collections.abc import Iterable
from datetime import timedelta
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from contracts.frontier import Role
from contracts.records import Outcome
from crawler.schedule.standing import PAGES, Seen, Standing, after, begun, turned, well
from tests.builders import NOW

OK, EMPTY, CHANGED, BLOCKED = Outcome.OK, Outcome.EMPTY, Outcome.CHANGED, Outcome.BLOCKED
LISTING, DETAIL = Role.LISTING, Role.DETAIL
outcomes = st.sampled_from([OK, EMPTY, CHANGED, BLOCKED, Outcome.UNCHANGED])


def a_page(outcome: Outcome, role: Role = DETAIL, *, minute: int = 0, root: bool = False) -> Seen:
    return Seen(
        outcome=outcome,
        role=role,
        at=NOW + timedelta(minutes=minute),
        url="https://board.example/1",
        root=root,
        reason="" if outcome in (OK, EMPTY) else f"it is {outcome}",
        blob=f"blob of {outcome} {minute}",
    )


def stands(pages: Iterable[Seen]) -> Standing:
    return reduce(after, pages, Standing(health=begun("board", NOW)))


@given(outcomes, st.sampled_from(Role), st.booleans())
def test_one_page_turns_nothing(outcome: Outcome, role: Role, root: bool) -> None:  # noqa: FBT001
    assert well(stands([a_page(outcome, role, root=root)]).health)


def test_several_pages_of_a_kind_in_a_row_turn_it() -> None:
    pages = [a_page(OK, minute=0), *(a_page(CHANGED, minute=1 + each) for each in range(PAGES))]
    health = stands(pages).health
    assert health.outcome == CHANGED
    assert health.since == health.at == NOW + timedelta(minutes=PAGES)
    assert (health.reason, health.blob) == ("it is changed", f"blob of changed {PAGES}")
    assert (health.ok_at, health.ok_blob) == (NOW, "blob of ok 0")


def test_pages_that_are_read_in_between_keep_it_well() -> None:
    one_of_three = [a_page(CHANGED if each % 3 else OK) for each in range(30)]
    assert well(stands(one_of_three).health)


def test_details_that_are_not_read_are_not_outweighed_by_listings_that_are() -> None:
    bad = [a_page(CHANGED)] * PAGES
    mixed = [a_page(OK, LISTING, root=True), *bad, a_page(OK, LISTING, root=True)]
    assert stands(mixed).health.outcome == CHANGED
    recovered = [*mixed, *[a_page(OK)] * PAGES]
    assert well(stands(recovered).health)


def test_the_first_page_of_a_listing_that_is_read_again_makes_it_well() -> None:
    bad = [a_page(BLOCKED, LISTING, root=True)] * PAGES
    assert stands(bad).health.outcome == BLOCKED
    last = a_page(OK, LISTING, minute=9, root=True)
    health = stands([*bad, last]).health
    assert (health.outcome, health.since) == (OK, last.at)


def test_other_pages_make_it_well_when_as_many_are_read() -> None:
    bad = [a_page(BLOCKED)] * PAGES
    assert not well(stands([*bad, *[a_page(OK)] * (PAGES - 1)]).health)
    assert well(stands([*bad, *[a_page(EMPTY)] * PAGES]).health)


def test_beside_a_page_that_is_not_read_stands_one_of_its_kind_that_was() -> None:
    good = [a_page(OK, DETAIL, minute=1), a_page(OK, LISTING, minute=2, root=True)]
    assert stands(good).health.ok_blob == "blob of ok 2"
    health = stands([*good, a_page(CHANGED, DETAIL, minute=3)]).health
    assert (health.blob, health.ok_blob) == ("blob of changed 3", "blob of ok 1")


def test_what_it_turned_is_known_since_when_it_did() -> None:
    pages = [a_page(BLOCKED, minute=each) for each in range(10)]
    assert stands(pages).health.since == NOW + timedelta(minutes=PAGES - 1)
    other = stands([*pages, a_page(CHANGED, minute=20)]).health
    assert (other.outcome, other.since) == (CHANGED, NOW + timedelta(minutes=20))


def test_what_a_run_found_stands_until_pages_say_otherwise() -> None:
    found = turned(begun("board", NOW), CHANGED, NOW)
    again = after(Standing(health=found), a_page(OK))
    assert not well(again.health)
    assert well(after(Standing(health=found), a_page(OK, LISTING, root=True)).health)


@given(st.lists(st.tuples(outcomes, st.sampled_from(Role), st.booleans()), max_size=40))
def test_it_turns_and_recovers_only_on_evidence(said: list[tuple[Outcome, Role, bool]]) -> None:
    """Whatever comes: a turn is the work of the last pages of one kind, all of them."""
    standing = Standing(health=begun("board", NOW))
    seen: list[Seen] = []
    for outcome, role, root in said:
        before = well(standing.health)
        seen.append(a_page(outcome, role, root=root))
        standing = after(standing, seen[-1])
        last = [each for each in seen if each.role is role][-PAGES:]
        good = [each.outcome not in (CHANGED, BLOCKED) for each in last]
        if before and not well(standing.health):
            assert len(good) == PAGES
            assert not any(good)
        if not before and well(standing.health):
            assert good[-1]
            assert all(good) or any(each.root for each in last)
