"""The click that counts a singer in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.signal import Samples

_LENGTH_S = 0.04
_LEVEL = 0.35


def clicks(
    times_s: Sequence[float], accents: Sequence[bool], length_s: float, rate_hz: int
) -> Samples:
    """Return clicks at some times, ``[2, n]``; an accented one is higher."""
    out = np.zeros((2, max(round(length_s * rate_hz), 0)))
    t = np.arange(round(_LENGTH_S * rate_hz)) / rate_hz
    fade = np.exp(-t / 0.008) * np.minimum(t / 0.0005, 1.0)
    for at_s, accent in zip(times_s, accents, strict=True):
        start = round(at_s * rate_hz)
        if start < 0 or start >= out.shape[1]:
            continue
        sound = _LEVEL * fade * np.sin(2.0 * np.pi * (1568.0 if accent else 1047.0) * t)
        count = min(sound.size, out.shape[1] - start)
        out[:, start : start + count] += sound[:count]
    return out
