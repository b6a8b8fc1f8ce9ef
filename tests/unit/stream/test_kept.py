"""What is kept for ever is read whole, whatever stands beside it."""

from datetime import datetime, timedelta

import pytest

from contracts.codec import encode
from contracts.erasures import Erasure
from contracts.events import Erased, ErasureEnded
from contracts.log import Entry
from contracts.names import ERASURES
from stream.purge import ended, erasures
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


def test_an_erasure_is_ended_until_it_is_told_once_more_in_whatever_order_words_come() -> None:
    def told(at: datetime) -> bytes:
        return encode(Erased(erasure=Erasure(id="e1", spaces=("public",), at=at, posting="p")))

    later = NOW + timedelta(hours=1)
    words = [encode(ErasureEnded(erasure="e1", at=later)), told(NOW)]
    log = MemoryLog()
    log.append([Entry(topic=ERASURES, key="e1", value=each) for each in words])
    assert ended(log) == {"e1": later}
    log.append([Entry(topic=ERASURES, key="e1", value=told(later + timedelta(hours=1)))])
    assert ended(log) == {}
