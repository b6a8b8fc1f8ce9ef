"""Signatures by which copies of one ad find each other: MinHash in bands.

What is compared are pairs of neighbouring tokens of the requirements: boilerplate differs between
boards, titles are reworded, lines change places, but what the job asks for is copied. 18 bands of
7 rows join two texts that share a part J of their pairs with probability 1 - (1 - J^7)^18: half at
J = 0.62, 0.994 at 0.82 (one word of twenty edited), 0.13 at 0.5, 0.004 at 0.3, where other jobs
of one profession and company lie.

The same words in another city are another job, so a band belongs to a place: two ads join where
they share one, or where both are remote or name none.
"""

import hashlib
import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from rensa import RMinHash

from understanding.analysis import tokens

BANDS: Final = 18
ROWS: Final = 7
_WIDTH: Final = 4 * ROWS
"""Bytes of a band."""

_PERMUTATIONS: Final = 128
_SEED: Final = 1
_PLACES: Final = 4
"""Of an ad with more, the first of the alphabet count."""

SHORTEST: Final = 20
"""Tokens below which two different jobs may well say the same."""


def bands(text: str, places: Sequence[str] = ("",)) -> tuple[int, ...]:
    """Return signed 64-bit keys; texts that share one are copies. None for a text too short."""
    return bands_of(tokens(text), places)


def bands_of(words: Sequence[str], places: Sequence[str]) -> tuple[int, ...]:
    if len(words) < SHORTEST:
        return ()
    sketch = RMinHash(_PERMUTATIONS, _SEED)
    sketch.update([f"{one} {other}" for one, other in pairwise(words)])
    return tuple(_keys(sketch.digest(), sorted(set(places))[:_PLACES]))


def _keys(signature: Sequence[int], places: Sequence[str]) -> Iterator[int]:
    rows = struct.pack(f"<{len(signature)}I", *signature)
    for place in places:
        start = hashlib.blake2b(place.encode(), digest_size=8)
        for band in range(BANDS):
            hasher = start.copy()
            hasher.update(b"%d:%b" % (band, rows[band * _WIDTH : (band + 1) * _WIDTH]))
            yield int.from_bytes(hasher.digest(), "big", signed=True)
