"""Who is worked on together after a death, and that notes last exactly as long as the work."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Transient
from contracts.log import Message
from engines.embedded.suspects import SqliteSuspects
from stream.outcome import REFUSED, End
from stream.suspects import FEW, GUILTY, Guarded, groups
from tests.unit.stream.world import a_message


class Dies(BaseException):
    """Stands for the end of a process: nothing of ours runs after it."""


def unheard(messages: Sequence[Message]) -> None:
    """Stands for a release that nobody lived to make."""


class Process:
    """Dies of what is `fatal`; what it died with stays held, as no release came."""

    def __init__(self, suspects: SqliteSuspects) -> None:
        self.suspects = suspects
        self.sizes: list[int] = []
        self.deaths: Counter[int] = Counter()

    def __call__(self, messages: Sequence[Message]) -> list[End]:
        self.sizes.append(len(messages))
        if any(message.value == b"fatal" for message in messages):
            self.deaths[len(messages)] += 1
            self.suspects.release = unheard  # type: ignore[method-assign]
            raise Dies
        return [End(message, "written") for message in messages]


@contextmanager
def endless() -> Iterator[None]:
    yield


def batch(fatal: int, size: int = 40) -> list[Message]:
    return [a_message(n, b"fatal" if n == fatal else b"good") for n in range(size)]


def test_the_fatal_one_is_found_in_four_deaths_and_the_others_pass(tmp_path: Path) -> None:
    messages = batch(fatal=23)
    for life in range(GUILTY + 1):
        with closing(SqliteSuspects(tmp_path / "suspects.db")) as suspects:
            process = Process(suspects)
            guarded = Guarded(process, suspects, endless)
            if life < GUILTY:
                with pytest.raises(Dies):
                    guarded(messages)
                assert process.deaths == {(40, FEW, 1, 1)[life]: 1}
                continue
            ends = guarded(messages)
    assert [end.message for end in ends] == messages
    assert [end.message.offset for end in ends if end.outcome == REFUSED] == [23]


def test_work_that_fails_in_order_leaves_no_note(tmp_path: Path) -> None:
    def out_of_reach(_: Sequence[Message]) -> list[End]:
        raise Transient("index: out of reach")

    messages = batch(fatal=99)
    with closing(SqliteSuspects(tmp_path / "suspects.db")) as suspects:
        for _ in range(GUILTY + 1):
            with pytest.raises(Transient):
                Guarded(out_of_reach, suspects, endless)(messages)
        assert suspects.deaths(messages) == [0] * len(messages)


@given(st.lists(st.integers(0, GUILTY + 1), max_size=80))
def test_groups_cover_all_in_order_and_grow_smaller_with_deaths(deaths: list[int]) -> None:
    parted = list(groups(deaths))
    assert [number for group in parted for number in group] == list(range(len(deaths)))
    for group in parted:
        (times,) = {deaths[number] for number in group}
        assert times == 0 or len(group) <= (FEW if times == 1 else 1)


def test_what_hangs_is_no_suspect_where_its_process_ends_for_another_reason(tmp_path: Path) -> None:
    messages = batch(fatal=-1)
    begun, over = threading.Event(), threading.Event()

    def hang(held: Sequence[Message]) -> list[End]:
        begun.set()
        over.wait()
        return [End(message, "written") for message in held]

    with closing(SqliteSuspects(tmp_path / "suspects.db")) as suspects:
        guarded = Guarded(hang, suspects, endless)
        work = threading.Thread(target=guarded, args=(messages,))
        work.start()
        begun.wait()
        assert suspects.deaths(messages) == [1] * len(messages)
        guarded.let_go()
        assert suspects.deaths(messages) == [0] * len(messages)
        over.set()
        work.join()
