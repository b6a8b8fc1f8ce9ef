"""Replay through the real engines: the same texts again, one generation on."""

from pathlib import Path

from contracts.codec import encode
from contracts.identity import version
from contracts.log import Entry
from contracts.names import POSTINGS_RAW
from stream.replay import Replay
from tests.builders import NOW
from tests.integration.stream.platform import Platform, a_platform, days, entries, found


def a_replay(platform: Platform) -> Replay:
    return Replay(platform.log, platform.index, platform.steps(), platform.patience, batch=8)


def test_every_text_that_stands_is_understood_again(tmp_path: Path) -> None:
    with a_platform(tmp_path) as platform:
        platform.log.append(entries([found(str(n)) for n in range(20)]))
        platform.log.append(entries([found("3", at=NOW + days(1))]))
        platform.log.append([Entry(topic=POSTINGS_RAW, key="k", value=b"garbage")])
        platform.drain()
        before = platform.hits()
        heard: list[int] = []
        for generation in (1, 2):
            replayed = a_replay(platform).run(NOW - days(9999), heard.append)
            assert replayed.read == 22
            assert replayed.outcomes == {"written": 20, "superseded": 1, "unreadable": 1}
            after = platform.hits()
            assert after.keys() == before.keys()
            assert after["1"].record.version == version(NOW, generation)
            assert after["3"].record.version == version(NOW + days(1), generation)
        assert heard == [8, 16, 22] * 2
        assert [hit.first_seen for hit in after.values()] == [
            hit.first_seen for hit in before.values()
        ]
        assert len(platform.letters.find()) == 1


def test_a_text_crawled_after_the_replay_is_the_later_one(tmp_path: Path) -> None:
    with a_platform(tmp_path) as platform:
        platform.log.append(entries([found("1")]))
        platform.drain()
        a_replay(platform).run(NOW - days(9999), lambda _: None)
        later = found("1", at=NOW + days(7), posting={"title": "Nurse in charge"})
        platform.log.append([Entry(topic=POSTINGS_RAW, key="k", value=encode(later))])
        platform.drain()
        assert platform.hits()["1"].record.title == "Nurse in charge"
