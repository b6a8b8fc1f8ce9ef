"""A step that fails for a whole batch costs the one posting that made it fail."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from embeddings.static import StaticEmbedder
from tests.integration.stream.platform import a_platform, entries, found

CULPRIT = "Culprit"


class Raises(StaticEmbedder):
    def embed(self, texts: Sequence[str]) -> list[bytes]:
        if any(text.startswith(CULPRIT) for text in texts):
            raise OverflowError("too much")
        return super().embed(texts)


class Forgets(StaticEmbedder):
    def embed(self, texts: Sequence[str]) -> list[bytes]:
        return super().embed([text for text in texts if not text.startswith(CULPRIT)])


class Spoils(StaticEmbedder):
    def embed(self, texts: Sequence[str]) -> list[bytes]:
        vectors = super().embed(texts)
        return [
            b"abc" if text.startswith(CULPRIT) else vector
            for text, vector in zip(texts, vectors, strict=True)
        ]


@pytest.mark.parametrize(
    ("embedder", "stage", "reason"),
    [
        (Raises(), "embed", "OverflowError: too much (test_culprits.py, line"),
        (Forgets(), "index", "ValueError: zip()"),
        (Spoils(), "index", "its vector has 3 bytes"),
    ],
)
def test_only_the_culprit_becomes_a_dead_letter(
    tmp_path: Path, embedder: StaticEmbedder, stage: str, reason: str
) -> None:
    events = [found(str(n)) for n in range(20)]
    events[13] = found("13", posting={"title": CULPRIT})
    with a_platform(tmp_path) as platform:
        platform.embedder = embedder
        platform.log.append(entries(events))
        platform.drain()
        (letter,) = platform.letters.find()
        assert letter.stage == stage
        assert letter.reason.startswith(reason)
        assert set(platform.hits()) == {str(n) for n in range(20) if n != 13}
        assert platform.lag() == 0
