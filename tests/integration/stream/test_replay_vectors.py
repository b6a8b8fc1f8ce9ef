"""A replay of one step: only the vectors are made anew."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from contracts.errors import Permanent
from contracts.identity import generation_of
from tests.builders import NOW
from tests.integration.stream.platform import days
from tests.integration.stream.replays import EMBED, fill, replays


def test_only_vectors_are_made_anew_and_only_changed_ones_are_written(tmp_path: Path) -> None:
    with replays(tmp_path) as there:
        fill(there)
        assert there.run(EMBED).outcomes == {"embedded": 0, "added": 0}
        real = there.platform.embedder

        class Turned:
            """Nurses are seen from the other side."""

            def embed(self, texts: Sequence[str]) -> list[bytes]:
                vectors = real.embed(texts)
                pairs = zip(texts, vectors, strict=True)
                return [turned(v) if text.startswith("Nurse") else v for text, v in pairs]

        before = there.platform.hits()
        nurses = [name for name, hit in before.items() if hit.record.title == "Nurse"]
        there.embedder = Turned()
        there.now = lambda: NOW + days(1)
        done = there.run(EMBED)
        after = there.platform.hits()
        assert done.outcomes["embedded"] == len(nurses) > 0
        for name, hit in after.items():
            is_nurse = name in nurses
            assert generation_of(hit.record.version) == int(is_nurse)
            assert hit.record.description == before[name].record.description
            assert (hit.record.vector == before[name].record.vector) is not is_nurse


def turned(vector: bytes) -> bytes:
    return (-np.frombuffer(vector, "<f4")).tobytes()


def test_a_step_alone_takes_no_parser_and_no_other_name(tmp_path: Path) -> None:
    with replays(tmp_path) as there:
        with pytest.raises(Permanent, match="leave out --reparse"):
            there.run(replace(EMBED, reparse=True))
        with pytest.raises(Permanent, match="no such step"):
            there.run(replace(EMBED, step="cluster"))
