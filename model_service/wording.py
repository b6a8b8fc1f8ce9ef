"""The answer as a sentence: each word of chance with its number, each number with its range."""

from typing import Final

from contracts.prospects import Change

UNCLEAR: Final = 0.3
"""A range that reaches this far both ways names no direction."""
_NEVER_BELOW: Final = 0.05
_NEVER_ABOVE: Final = 0.95
_WORDS: Final = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.01, "almost certain"),
)
"""Each word up to its number."""


def percent(share: float) -> str:
    """Signed, with a true minus: +9%, −12%."""
    whole = round(abs(share) * 100)
    return f"{'−' if share < 0 and whole else '+' if whole else ''}{whole}%"


def odds(chance: float) -> str:
    """Rounded to 5 %, never to none or all: "7 in 10", "65%", "below 5%"."""
    if chance < _NEVER_BELOW:
        return "below 5%"
    if chance >= _NEVER_ABOVE:
        return "95% or more"
    rounded = _rounded(chance)
    return f"{rounded // 10} in 10" if rounded % 10 == 0 else f"{rounded}%"


def word(chance: float) -> str:
    """The word of the band that the stated (rounded) number lies in."""
    stated = _rounded(chance) / 100 if _NEVER_BELOW <= chance < _NEVER_ABOVE else chance
    return next(name for below, name in _WORDS if stated < below)


def note(chance: float, change: Change | None, horizon: int, now: float, what: str) -> str:
    weeks = "1 week" if horizon == 1 else f"{horizon} weeks"
    meaning = f"Now is the mean of the last 4 complete weeks: {number(now)}."
    if change is None:
        return f"{_stated(chance, weeks, what)} {meaning}"
    span = f"in 8 of 10 cases between {percent(change.p10)} and {percent(change.p90)}."
    if change.p10 <= -UNCLEAR and change.p90 >= UNCLEAR:
        return (
            f"The direction is unclear: {what} in {weeks} is higher than now "
            f"({odds(chance)}) or lower ({_against(chance)}); the change lies {span} {meaning}"
        )
    return f"{_stated(chance, weeks, what)} Expected change {percent(change.p50)}, {span} {meaning}"


def too_little(shortfall: str) -> str:
    return f"not enough history: {shortfall}"


def number(value: float) -> str:
    """Three digits say enough."""
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"  # noqa: PLR2004 - three digits


def _stated(chance: float, weeks: str, what: str) -> str:
    head = word(chance)
    return (
        f"{head[0].upper()}{head[1:]} ({odds(chance)}) that {what} in {weeks} is higher "
        f"than now; lower: {_against(chance)}."
    )


def _against(chance: float) -> str:
    """The other side, so that both add up."""
    if not _NEVER_BELOW <= chance < _NEVER_ABOVE:
        return odds(1 - chance)
    return odds(1 - _rounded(chance) / 100)


def _rounded(chance: float) -> int:
    return min(90, max(5, 5 * round(chance * 20)))
