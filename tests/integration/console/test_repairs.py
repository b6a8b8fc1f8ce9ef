"""Dead letters are sent back once, whoever asks, and what is told of it is of them alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from console.repairs import LocalRepairs
from contracts.log import Entry
from contracts.names import POSTINGS_RAW
from stream.delivery import letter_id
from stream.replay.leading import LETTERS
from tests.builders import NOW
from tests.fakes.config import MemoryLeader
from tests.integration.stream.replays import Replays, nothing, replays

GARBAGE = b"garbage"


class _Scene:
    def __init__(self, there: Replays) -> None:
        self.platform = there.platform
        self.leader = MemoryLeader()
        self.said: list[str] = []
        self.repairs = LocalRepairs(
            tools=there.replay._tools,
            blobs=there.platform.blobs,
            leader=self.leader,
            clock=lambda: NOW,
            say=self._say,
        )
        there.platform.log.append([Entry(topic=POSTINGS_RAW, key="k", value=GARBAGE)])
        there.platform.drain()
        self.ids = [letter_id(each) for each in there.platform.letters.find()]

    def _say(self, text: str) -> None:
        """While this one waits, the other one sends back and ends."""
        self.said.append(text)
        self.platform.letters.replay(self.ids, nothing)
        self.leader.resign(LETTERS, "another")

    def sent(self) -> int:
        return sum(each.value == GARBAGE for each in self.platform.log.read(POSTINGS_RAW)) - 1


@contextmanager
def _a_scene(folder: Path) -> Iterator[_Scene]:
    with replays(folder) as there:
        yield _Scene(there)


def test_two_at_once_send_each_letter_back_once(tmp_path: Path) -> None:
    with _a_scene(tmp_path) as scene:
        assert scene.leader.lead(LETTERS, "another", 10)
        done = scene.repairs.replay_letters(scene.ids)
        assert (done.sent, list(done.before)) == ((), scene.ids)
        assert scene.sent() == 1
        assert "another replay of dead letters holds the lead" in scene.said[0]
        assert scene.leader.holders == {}
