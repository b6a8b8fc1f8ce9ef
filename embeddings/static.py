"""Text to vectors without weights: signed hashing of words, their trigrams and what they mean.

A word and its trigrams find the same and similar spellings. The professions and skills that a
text names, found by the vocabulary, are its strongest features: they are what "інженер даних",
"инженер данных" and "data engineer" have in common. The first line of a text, as the title of a
posting or a whole query, tells the profession.

Everything is summed in integers and normed once, so that a text has the same vector in every
process, on every platform and with every version of Python.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from understanding import professions, relevance, skills, vocabulary
from understanding.analysis import Line, content, lines

_SCHEME: Final = 1
"""Raised when the same text would get another vector."""

_PROFESSION: Final = 9
_SKILL: Final = 3
"""Weights of a concept in each dimension."""

_WORD: Final = 3
"""Weight of a word beside one of its trigrams, and dimensions that it is spread over."""

_REPEATED: Final = (0, 4, 7, 8, 10, 10, 11, 12, 12)
"""Four times 1 + ln(count), written out: what a word counts that comes so often."""

_COMMON: Final = 2
"""What a word counts that most ads use ("experience", "знання"), however often."""

_Features = tuple[NDArray[np.intp], NDArray[np.float64]]


class StaticEmbedder:
    noise = 0.25
    """A likeness that the hashes of unlike texts reach by chance: four standard deviations."""

    def __init__(self, dimensions: int = 256) -> None:
        self._dimensions = dimensions

    @property
    def version(self) -> str:
        return f"static-{_SCHEME}-{self._dimensions}-{vocabulary.version()}"

    def embed(self, texts: Sequence[str]) -> list[bytes]:
        return [self._embed(lines(text)) for text in texts]

    def _embed(self, text: list[Line]) -> bytes:
        counts = Counter(content([word for line in text for word in line.words]))
        if not counts:
            return b""
        places, values = zip(*(_word(word, self._dimensions) for word in counts), strict=True)
        weights = np.repeat(_weights(counts), [len(each) for each in values])
        # Sums of small whole numbers are exact in float64, whatever their order.
        summed = np.bincount(
            np.concatenate(places), np.concatenate(values) * weights, self._dimensions
        )
        vector = np.asarray(summed, dtype=np.float64)
        for concept, weight in _concepts(text):
            vector += weight * _concept(concept, self._dimensions)
        square = float(vector @ vector)
        return (vector / square**0.5).astype("<f4").tobytes() if square else b""


def _weights(counts: dict[str, int]) -> list[int]:
    common, most = relevance.common_words(), len(_REPEATED) - 1
    return [
        _COMMON if word in common else _REPEATED[min(count, most)] for word, count in counts.items()
    ]


def _concepts(text: list[Line]) -> list[tuple[str, int]]:
    named = dict.fromkeys(skill for line in text for skill in skills.in_line(line))
    headline = text[0].text
    meant = professions.classify_lines(headline, (), tuple(named))
    return [
        *((f"profession:{each}", _PROFESSION) for each in meant),
        *((f"skill:{each}", _SKILL) for each in named),
    ]


@lru_cache(maxsize=1 << 15)
def _word(word: str, dimensions: int) -> _Features:
    """Return (dimension, signed weight) of a word and of its trigrams."""
    spelt = f"<{word}>"
    trigrams = [spelt[place : place + 3] for place in range(len(spelt) - 2)]
    places, values = [], []
    for feature, weight in (
        *((f"{word} {copy}", _WORD) for copy in range(_WORD)),
        *((trigram, 1) for trigram in trigrams),
    ):
        number = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest(), "little")
        places.append((number >> 1) % dimensions)
        values.append(weight if number & 1 else -weight)
    return np.array(places, dtype=np.intp), np.array(values, dtype=np.float64)


@lru_cache(maxsize=1 << 12)
def _concept(name: str, dimensions: int) -> NDArray[np.float64]:
    """Return its own sign in every dimension: two concepts are nearly at right angles."""
    raw = hashlib.shake_256(name.encode()).digest((dimensions + 7) // 8)
    bits = np.unpackbits(np.frombuffer(raw, dtype=np.uint8))[:dimensions]
    return bits.astype(np.float64) * 2 - 1
