"""Curves as few points: what lies on a straight line between others is left out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tonmeister.model.daw import FramePoint


def thinned(points: Sequence[FramePoint], tolerance: float) -> tuple[FramePoint, ...]:
    """Return a curve that stays within ``tolerance`` of a dense one, with points of it only."""
    if not points:
        return ()
    kept, last = [points[0]], points[0]
    low, high = -math.inf, math.inf
    for point in points[1:]:
        gap = point[0] - kept[-1][0]
        if gap <= 0 or not low <= (point[1] - kept[-1][1]) / gap <= high:
            if last is not kept[-1]:
                kept.append(last)
            low, high = -math.inf, math.inf
            gap = point[0] - kept[-1][0]
        last = point
        if gap <= 0:
            kept.append(point)
            continue
        slope, spread = (point[1] - kept[-1][1]) / gap, tolerance / gap
        low, high = max(low, slope - spread), min(high, slope + spread)
    if last is not kept[-1]:
        kept.append(last)
    return flat_ends(kept, tolerance)


def flat_ends(points: list[FramePoint], tolerance: float) -> tuple[FramePoint, ...]:
    """Drop points before the first and after the last move: a curve stays where it begins, ends."""
    kept = list(points)
    while len(kept) > 1 and abs(kept[0][1] - kept[1][1]) <= tolerance:
        kept.pop(0)
    while len(kept) > 1 and abs(kept[-1][1] - kept[-2][1]) <= tolerance:
        kept.pop()
    return tuple(kept)
