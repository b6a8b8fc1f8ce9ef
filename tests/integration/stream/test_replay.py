"""A replay through the real engines: a second index, equal or better, in the first one's place."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from contracts.erasures import Erasure
from contracts.errors import Misconfigured, Permanent, Transient
from contracts.events import PostingFound
from contracts.identity import generation_of
from contracts.index import Hit
from contracts.log import Entry
from contracts.names import POSTINGS_RAW, PUBLIC
from stream.replay.run import Wanted
from tests.builders import NOW
from tests.integration.stream.platform import days, entries, found
from tests.integration.stream.replays import ALL, REPARSE, Replays, fill, mended, replays

STAGES = ["copying", "filling", "comparing", "swapping", "telling"]
PARSED = ["copying", "parsing", *STAGES[1:]]
REPORTED_OFTEN = [each for each in PARSED if each not in {"copying", "telling"}]


def texts(there: Replays) -> dict[str, Hit]:
    """All hits, without what a generation changes."""
    return {
        name: replace(hit, record=replace(hit.record, version=hit.record.version >> 10))
        for name, hit in there.platform.hits().items()
    }


def test_every_text_is_understood_again_and_the_new_index_is_in_use(tmp_path: Path) -> None:
    with replays(tmp_path) as there:
        fill(there)
        there.platform.log.append([Entry(topic=POSTINGS_RAW, key="k", value=b"garbage")])
        there.platform.drain()
        before = texts(there)
        for generation in (1, 2):
            there.now = lambda generation=generation: NOW + days(generation)  # type: ignore[misc]
            there.stages.clear()
            done = there.run()
            assert there.stages == STAGES
            assert (done.stage, there.builds.live()) == ("done", done.name)
            assert done.outcomes == {"written": 30, "refused": 1, "added": 0}
            assert next(iter(done.reasons)).startswith("decode: not an event")
            after = there.platform.hits()
            assert {generation_of(hit.record.version) for hit in after.values()} == {generation}
            assert texts(there) == before
            assert there.left() == set()
        assert len(there.platform.letters.find()) == 1, "what is refused again is no new letter"


def test_two_replays_of_one_moment_have_names_of_their_own(tmp_path: Path) -> None:
    with replays(tmp_path) as there:
        fill(there)
        first, second, third = (there.run().name for _ in range(3))
        assert (second, third) == (f"{first}-2", f"{first}-3")
        assert there.builds.live() == third
        assert there.left() == set()


def test_a_mended_parser_stands_and_a_later_replay_keeps_what_it_found(tmp_path: Path) -> None:
    with replays(tmp_path) as there:
        fill(there)
        there.archive([found("only-on-the-page")])
        there.parser = mended
        done = there.run(REPARSE)
        assert there.stages == PARSED
        assert (done.outcomes["pages"], done.outcomes["added"]) == (31, 1)
        there.platform.drain()
        titles = {hit.record.title for hit in there.platform.hits().values()}
        assert len(there.platform.hits()) == 31
        assert all(title.endswith("(mended)") for title in titles)
        there.now = lambda: NOW + days(1)
        there.run()
        there.platform.drain()
        assert {hit.record.title for hit in there.platform.hits().values()} == titles
        assert there.left() == set()


@pytest.mark.parametrize("stage", PARSED)
def test_what_comes_in_at_any_stage_is_in_the_new_index(tmp_path: Path, stage: str) -> None:
    with replays(tmp_path) as there:
        fill(there)
        came: list[str] = []

        def crawl(at: str) -> None:
            """Live delivery goes on beside it, into the index that is in use then."""
            if at == stage:
                came.append(f"{stage}-{len(came)}")
                there.platform.log.append(entries([found(came[-1], at=NOW + days(1))]))
                if len(came) < 3:
                    there.platform.drain()

        there.meanwhile = crawl
        there.run(REPARSE)
        there.platform.drain()
        assert came
        assert set(came) <= set(there.platform.hits())
        assert len(there.platform.hits()) == 30 + len(came)


@pytest.mark.parametrize(
    ("stage", "report"), [*((each, 1) for each in PARSED), *((each, 2) for each in REPORTED_OFTEN)]
)
def test_a_killed_one_goes_on_where_it_was_and_comes_to_the_same(
    tmp_path: Path, stage: str, report: int
) -> None:
    with replays(tmp_path / "whole") as whole:
        fill(whole)
        whole.parser = mended
        whole.run(REPARSE)
        whole.platform.drain()
        expected = texts(whole)
    with replays(tmp_path / "killed") as there:
        fill(there)
        there.parser = mended
        there.killed_at(stage, REPARSE, report=report)
        unfinished = there.replay.unfinished()
        assert unfinished is not None
        assert unfinished.stage == stage
        there.stages.clear()
        done = there.run(None)
        there.platform.drain()
        assert there.stages == PARSED[PARSED.index(stage) :]
        assert done.name == unfinished.name
        assert texts(there) == expected
        assert there.left() == set()
        assert there.replay.unfinished() is None


def test_an_interrupted_one_forgets_nothing_that_it_counted(tmp_path: Path) -> None:
    with replays(tmp_path) as there:
        fill(there)
        there.killed_at("filling", report=4, by=KeyboardInterrupt)
        unfinished = there.replay.unfinished()
        assert unfinished is not None
        assert 0 < unfinished.outcomes["written"] < 30
        assert there.run(None).outcomes["written"] == 30


def test_killed_after_the_pointer_moved_it_only_ends(tmp_path: Path) -> None:
    with replays(tmp_path) as there:
        fill(there)
        there.killed_at("swapping")
        assert there.builds.live()
        with pytest.raises(Permanent, match="in use already"):
            there.replay.abort()
        there.platform.log.append(entries([found("meanwhile")]))
        there.run(None)
        assert "meanwhile" in there.platform.hits()


@pytest.mark.parametrize("stage", ["parsing", "filling", "comparing"])
def test_an_aborted_one_leaves_nothing(tmp_path: Path, stage: str) -> None:
    with replays(tmp_path) as there:
        fill(there)
        before = there.platform.hits()
        there.killed_at(stage, REPARSE)
        dropped = there.replay.abort()
        assert dropped is not None
        assert (dropped.stage, dropped.reason) == ("dropped", "aborted")
        assert there.left() == set()
        assert there.platform.hits() == before
        assert there.replay.abort() is None
        there.run()


def test_another_one_is_refused_while_one_is_unfinished(tmp_path: Path) -> None:
    with replays(tmp_path) as there:
        fill(there)
        there.killed_at("filling")
        with pytest.raises(Permanent, match=r"unfinished \(filling\): `prospekt replay` goes on"):
            there.run(REPARSE)
        assert there.run(ALL).stage == "done"
        with pytest.raises(Permanent, match="--from DATE"):
            there.run(None)


def test_a_date_that_has_not_come_is_refused(tmp_path: Path) -> None:
    with replays(tmp_path) as there:
        fill(there)
        with pytest.raises(Permanent, match="--from 2026-11-03 12:00 UTC is in the future; it is"):
            there.run(Wanted(since=NOW + days(1)))
        assert there.replay.unfinished() is None


@pytest.mark.parametrize("error", [Permanent, Misconfigured, KeyError])
def test_a_failed_one_leaves_nothing_and_says_so(tmp_path: Path, error: type[Exception]) -> None:
    with replays(tmp_path) as there:
        fill(there)
        before = there.platform.hits()

        def faulty(_: PostingFound) -> PostingFound:
            raise error("the parser's table is gone")

        there.parser = faulty
        with pytest.raises((Permanent, Misconfigured), match="failed while parsing and is dropped"):
            there.run(REPARSE)
        assert there.left() == set()
        assert there.platform.hits() == before
        assert there.replay.unfinished() is None


def test_an_outage_is_waited_out(tmp_path: Path) -> None:
    with replays(tmp_path) as there:
        fill(there)
        faults = [Transient("the model is away"), Transient("still away")]
        real = there.platform.embedder

        class Away:
            def embed(self, texts: Sequence[str]) -> list[bytes]:
                if faults:
                    raise faults.pop()
                return real.embed(texts)

        there.embedder = Away()
        assert there.run().outcomes["written"] == 30
        assert len(there.platform.slept) == 2


def test_a_build_that_lost_records_is_not_put_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with replays(tmp_path) as there:
        fill(there)
        before = there.platform.hits()
        begin = there.builds.begin

        def begin_badly(name: str) -> None:
            begin(name)
            with there.builds.open(name) as build:
                rule = Erasure(id="e", spaces=(PUBLIC,), posting=before["7"].record.id, at=NOW)
                build.index.erase([rule])

        monkeypatch.setattr(there.builds, "begin", begin_badly)
        with pytest.raises(Permanent, match="1 postings are missing or older in the new index"):
            there.run()
        assert there.platform.hits() == before
        assert there.left() == set()


def test_near_duplicates_stay_together(tmp_path: Path) -> None:
    with replays(tmp_path) as there:
        same = {
            "title": "Nurse",
            "description": "Night shifts on the surgical ward in a team of eight. " * 3
            + "We ask for kindness, a licence to practise and two years at a hospital.",
        }
        events = [found(str(n), posting={**same, "company": "Acme"}) for n in range(6)]
        there.platform.log.append(entries(events))
        there.platform.drain()
        before = {hit.record.cluster for hit in there.platform.hits().values()}
        assert len(before) == 1
        there.run()
        assert {hit.record.cluster for hit in there.platform.hits().values()} == before
        there.platform.log.append(entries([found("6", posting={**same, "company": "Acme"})]))
        there.platform.drain()
        assert there.platform.hits()["6"].record.cluster in before
