"""One host's rhythm: the one rule by which every frontier engine slows down and speeds up.

Pure, so that the model, the SQLite engine and a Lua script can be held to the same numbers.
"""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

REST_MS: Final = 30_000
"""First rest after a 429 or 503 that names no time; doubled with each strike."""
LONGEST_REST_MS: Final = 12 * 3_600_000
"""A host that refuses for days is asked twice a day."""
MOST_STRIKES: Final = 12
SLOW_MS: Final = 2_000
"""A host that answers slower than this is asked less often."""
_TOO_MANY: Final = frozenset({429, 503})


class Pace(Struct, frozen=True, kw_only=True):
    strikes: int = 0
    """Refusals in a row."""
    latency_ms: int = 0
    """Moving mean of the time to answer."""
    rest_until: int = 0
    """Milliseconds of the frontier's clock before which nothing starts."""


def refused(status: int | None, *, blocked: bool) -> bool:
    """Tell whether an answer sends its host to rest."""
    return blocked or status in _TOO_MANY


def after(
    pace: Pace,
    *,
    now: int,
    status: int | None,
    latency_ms: int,
    retry_after_ms: int | None,
    blocked: bool = False,
) -> Pace:
    """Return the host's pace after one answer (`status` None: no answer at all).

    An answer that comes while the host rests was asked for before the rest: a refusal is then
    no further strike (though it may name a longer rest), and a success ends no row of strikes.
    """
    latency = latency_ms if pace.latency_ms == 0 else (3 * pace.latency_ms + latency_ms) // 4
    resting = now < pace.rest_until
    refusal = refused(status, blocked=blocked)
    if status is not None and not refusal:
        strikes = pace.strikes if resting else 0
        return Pace(strikes=strikes, latency_ms=latency, rest_until=pace.rest_until)
    strikes = pace.strikes if resting else min(pace.strikes + 1, MOST_STRIKES)
    rest = 0
    if retry_after_ms is not None and retry_after_ms > 0:
        rest = retry_after_ms
    elif not resting and (refusal or strikes > 1):
        # One lost answer alone is no reason to rest.
        rest = REST_MS << (strikes - 1)
    until = now + min(rest, LONGEST_REST_MS) if rest else 0
    return Pace(strikes=strikes, latency_ms=latency, rest_until=max(pace.rest_until, until))


def rested(pace: Pace, until: int) -> Pace:
    """Return the pace of a host that is left alone until then, whatever it answered."""
    return replace(pace, rest_until=max(pace.rest_until, until))


def interval_ms(pace: Pace, configured_ms: int) -> int:
    """Return the time between two starts: the configured one, wider for a host that labours."""
    return configured_ms if pace.latency_ms <= SLOW_MS else max(configured_ms, pace.latency_ms)


def free_at(pace: Pace, *, last_start: int | None, configured_ms: int) -> int:
    """Return when the host's next request may start (`last_start` None: it was never asked).

    Counted from the last start, so a slower answer or policy widens the gap that is now open.
    """
    if last_start is None:
        return pace.rest_until
    return max(pace.rest_until, last_start + interval_ms(pace, configured_ms))
