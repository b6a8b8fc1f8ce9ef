"""One ranking out of several: reciprocal rank fusion."""

from collections import defaultdict
from collections.abc import Sequence
from math import fsum


def fuse(rankings: Sequence[Sequence[str]], k: int = 60) -> list[tuple[str, float]]:
    """Give each id the sum of 1 / (k + rank) over the rankings that name it, best first.

    An id named twice in one ranking counts at its better place; equal sums go by id.
    """
    shares: defaultdict[str, list[float]] = defaultdict(list)
    for ranking in rankings:
        for rank, name in enumerate(dict.fromkeys(ranking), start=1):
            shares[name].append(1 / (k + rank))
    # fsum is exact, so that the order of the rankings cannot tip a tie.
    scores = [(name, fsum(parts)) for name, parts in shares.items()]
    return sorted(scores, key=lambda scored: (-scored[1], scored[0]))
