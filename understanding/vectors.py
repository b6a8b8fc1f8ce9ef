"""What the vector of a record or of a query must be, in every index."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.errors import Permanent

DIMENSION: Final = 256
_BYTES: Final = 4 * DIMENSION


def fault(vector: bytes) -> str:
    """Say what is wrong with a record's vector; "" where nothing is."""
    size = len(vector)
    if size not in (0, _BYTES):
        return (
            f"its vector has {size} bytes, this index takes {_BYTES} "
            f"({DIMENSION} float32) or none: embed it with this release's model"
        )
    if not np.isfinite(np.frombuffer(vector, "<f4")).all():
        return "its vector holds a number that is not finite: embed it again"
    return ""


def asked(vector: bytes) -> NDArray[np.float32]:
    """Read a query's vector."""
    if len(vector) != _BYTES:
        raise Permanent(
            f"the query's vector has {len(vector)} bytes, this index compares {_BYTES} "
            f"({DIMENSION} float32): embed it with this release's model"
        )
    return np.frombuffer(vector, "<f4")
