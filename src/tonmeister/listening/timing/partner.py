"""Who plays with whom: the strokes of one part that another part strikes at the same moment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

PARTNER_S = 0.060


def partners(times_s: Real, others_s: Real, within_s: float = PARTNER_S) -> NDArray[np.int64]:
    """Return for each stroke the index of its partner among the others, -1 where it has none.

    Both must be each other's nearest.
    """
    out = np.full(times_s.size, -1, np.int64)
    if times_s.size == 0 or others_s.size == 0:
        return out
    apart = np.abs(times_s[:, None] - others_s[None, :])
    nearest, back = apart.argmin(axis=1), apart.argmin(axis=0)
    mutual = back[nearest] == np.arange(times_s.size)
    close = apart[np.arange(times_s.size), nearest] <= within_s
    out[mutual & close] = nearest[mutual & close]
    return out
