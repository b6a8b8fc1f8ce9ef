"""Which method is served: a candidate only where it beats the champion and every naive forecast."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

CLEARLY: Final = 0.05
"""On real series, choosing by smaller leads did worse than always taking the combination."""


class Decision(Struct, frozen=True, kw_only=True):
    method: str
    reason: str
    """For people: why this one."""


def decide(
    errors: Mapping[str, float],
    *,
    naive: Sequence[str],
    candidates: Sequence[str],
    champion: str | None,
) -> Decision:
    """`errors`: of each method at the same origins; a champion's method is fitted anew at them."""
    baselines = {name: errors[name] for name in naive if name in errors}
    rivals = {name: errors[name] for name in candidates if name in errors}
    if not baselines or not rivals:
        return Decision(method=naive[0], reason="there is no origin to test on: the last value")
    best_naive = min(baselines, key=baselines.__getitem__)
    challenger = _challenger(rivals)
    incumbent = next((name for name in rivals if name == champion), None)
    if incumbent is not None and rivals[incumbent] <= rivals[challenger]:
        challenger = incumbent
    error, least = rivals[challenger], baselines[best_naive]
    if error < least:
        return Decision(
            method=challenger,
            reason=f"{challenger} misses by {error:.2f} weekly steps, the best naive forecast "
            f"({best_naive}) by {least:.2f}{_over(incumbent, challenger, rivals)}",
        )
    return Decision(
        method=best_naive,
        reason=f"{best_naive} is served as it is: no candidate beats it "
        f"({challenger} misses by {error:.2f} weekly steps, it by {least:.2f})",
    )


def _challenger(rivals: Mapping[str, float]) -> str:
    """The first candidate, unless another is clearly better: small leads come and go by chance."""
    first, best = next(iter(rivals)), min(rivals, key=rivals.__getitem__)
    return best if rivals[best] < (1 - CLEARLY) * rivals[first] else first


def _over(incumbent: str | None, challenger: str, rivals: Mapping[str, float]) -> str:
    if incumbent is None or incumbent == challenger:
        return ""
    return f", the champion ({incumbent}) by {rivals[incumbent]:.2f}"
