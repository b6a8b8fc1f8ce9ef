"""What is kept for ever is read whole, whatever stands beside it."""

import pytest

from contracts.codec import encode
from contracts.erasures import Erasure
from contracts.events import Erased
from contracts.log import Entry
from contracts.names import ERASURES
from stream.purge import erasures
from tests.builders import NOW
from tests.unit.stream.world import MemoryLog


def test_an_erasure_that_this_release_cannot_read_hides_no_other_and_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = MemoryLog()
    erasure = Erasure(id="e1", spaces=("public",), at=NOW, posting="p")
    values = (b"of a later release", encode(Erased(erasure=erasure)), b"")
    log.append([Entry(topic=ERASURES, key=str(at), value=each) for at, each in enumerate(values)])
    assert erasures(log) == [erasure]
    assert "are passed over: 2; the first is 0/0" in caplog.text
