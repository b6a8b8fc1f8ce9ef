"""A source on trial: what it does is watched, and whatever is not reading bytes is a fault."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from crawler.trial.contained import contained

SECONDS: Final = 10.0
"""For one page: a hundred thousand times what a parser takes."""


class Broken(Exception):  # noqa: N818 - what a check found
    """A rule that the source breaks."""


@contextmanager
def on_trial() -> Iterator[None]:
    """Raise Broken for what was tried in it, whatever else it raised."""
    with contained(SECONDS) as tried:
        try:
            yield
        except Exception:
            _refuse(tried)
            raise
    _refuse(tried)


def _refuse(tried: Sequence[str]) -> None:
    if tried:
        raise Broken(f"it tries {tried[0]}: a source does nothing but read bytes")
