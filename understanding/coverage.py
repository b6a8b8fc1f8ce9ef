"""Which weeks of a series are covered, so that a gap is not taken for a fall."""

from collections.abc import Container, Iterable, Sequence


def covered_weeks(swept: Sequence[set[int]], weeks: Iterable[int]) -> Container[int]:
    """Return the weeks in which every source in use was swept wholly.

    `swept` has the weeks of each source's complete sweeps. A source is in use from the first of
    them on; while none is, nobody vouches for the week.
    """
    begun = [(min(of_source), of_source) for of_source in swept]
    covered = set()
    for week in weeks:
        in_use = [of_source for first, of_source in begun if first <= week]
        if in_use and all(week in of_source for of_source in in_use):
            covered.add(week)
    return covered
