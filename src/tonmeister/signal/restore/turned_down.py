"""Turning a stretch down and up again, on a curve that is not heard as a switch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.signal.audio import Samples


def turn_down(
    out: Samples, rate_hz: int, points: Sequence[tuple[float, float]], share: float = 1.0
) -> None:
    """Draw the gain of ``points`` (seconds, dB), rising, into ``out`` [channels, n] itself.

    Between two points the gain moves on half a cosine in dB. Before the first and after the last
    nothing is changed, bit by bit. ``share`` (0 to 1) draws part of the way.
    """
    at = np.array([p[0] for p in points]) * rate_hz
    gain_db = np.array([p[1] for p in points]) * share
    first, last = max(0, round(at[0])), min(out.shape[1], round(at[-1]))
    if last <= first:
        return
    frames = np.arange(first, last)
    after = np.clip(np.searchsorted(at, frames, side="right"), 1, at.size - 1)
    span = np.maximum(at[after] - at[after - 1], 1e-9)
    way = np.clip((frames - at[after - 1]) / span, 0.0, 1.0)
    bent = 0.5 - 0.5 * np.cos(np.pi * way)
    curve_db = gain_db[after - 1] + bent * (gain_db[after] - gain_db[after - 1])
    out[:, first:last] *= np.where(curve_db == 0.0, 1.0, 10.0 ** (curve_db / 20.0))
