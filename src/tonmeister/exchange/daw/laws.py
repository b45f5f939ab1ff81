"""How loud a pan makes the two sides, in our console's laws; each format turns it into its own."""

from __future__ import annotations

import math

from tonmeister.model.daw import PanLaw


def sides(law: PanLaw, pan_percent: float) -> tuple[float, float]:
    """Return the amplitudes of left and right at a position from -100 to 100."""
    p = max(-100.0, min(100.0, pan_percent)) / 100.0
    if law == "sine":
        return _cosine((1.0 + p) / 2.0), _cosine((1.0 - p) / 2.0)
    return (1.0 if p <= 0.0 else _cosine(p)), (1.0 if p >= 0.0 else _cosine(-p))


def position_percent(law: PanLaw, left: float, right: float) -> tuple[float, float]:
    """Return the position whose sides have this ratio, and what both are still to be multiplied by.

    Raises ``ValueError`` where both sides are silent.
    """
    if left <= 0.0 and right <= 0.0:
        raise ValueError("both sides are silent: that is a mute, not a pan")
    if law == "sine":
        percent = (4.0 * math.atan2(right, left) / math.pi - 1.0) * 100.0
    elif left == right:
        percent = 0.0
    elif left > right:
        percent = -200.0 * math.acos(right / left) / math.pi
    else:
        percent = 200.0 * math.acos(left / right) / math.pi
    had = sides(law, percent)
    k = left / had[0] if left >= right else right / had[1]
    return percent, k


def _cosine(part: float) -> float:
    """Return the cosine of part of a quarter turn; exactly 0 at its end."""
    return 0.0 if part >= 1.0 else math.cos(part * math.pi / 2.0)
