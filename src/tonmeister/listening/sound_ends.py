"""How a sound begins and how it ends: silence, a cut, a fade."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.sound_file import FINE_S, FileSound

Real = NDArray[np.float64]

SILENT_DBFS, SILENT_UNDER_DB = -75.0, 60.0
"""Silence: under -75 dBFS, or 60 dB under the loud moments, whichever is lower."""

EDGE_S, FIRST_S, THEN_S = 0.0005, 0.003, 0.02
"""A cut sounds in its first half millisecond as it does in the 3 and in the 20 ms beside it."""

HOP_S, FADE_DB, SMOOTH = 0.05, 20.0, 10
PARTS = 8
"""A fade rises from each eighth of it to the next; a soft first verse does not."""


@dataclass(frozen=True, slots=True)
class Ends:
    """``start_silence_s`` and ``end_silence_s``; the level of the first and of the last half
    millisecond and 3 ms of what is there, what the 20 ms beside them have (dBFS, peak), how loud
    the loud moments are, and how long the sound fades in and out to its edge (0: it does not).
    """

    start_silence_s: float
    end_silence_s: float
    edge_dbfs: float
    first_dbfs: float
    first_beside_dbfs: float
    last_edge_dbfs: float
    last_dbfs: float
    last_beside_dbfs: float
    loud_dbfs: float
    fade_in_s: float
    fade_out_s: float


def ends(sound: FileSound) -> Ends | None:
    """Return how a sound begins and ends; None where there is only silence."""
    peak = sound.peak.max(axis=0)
    step_s = sound.fine_frames / sound.rate_hz
    loud = _loud(peak)
    silent = min(10.0 ** (SILENT_DBFS / 20.0), loud * 10.0 ** (-SILENT_UNDER_DB / 20.0))
    there = np.flatnonzero(peak > silent)
    if not there.size or loud <= 0.0:
        return None
    begin, end = int(there[0]), int(there[-1]) + 1
    edge, short, beside = (round(s / FINE_S) for s in (EDGE_S, FIRST_S, THEN_S))
    kept = peak[begin:end]
    backwards = kept[::-1]
    return Ends(
        start_silence_s=begin * step_s,
        end_silence_s=max(0.0, sound.length_s - end * step_s),
        edge_dbfs=_db(kept[:edge].max()),
        first_dbfs=_db(kept[:short].max()),
        first_beside_dbfs=_db(kept[short:beside].max(initial=0.0)),
        last_edge_dbfs=_db(backwards[: edge + 1].max()),
        last_dbfs=_db(backwards[:short].max()),
        last_beside_dbfs=_db(backwards[short:beside].max(initial=0.0)),
        loud_dbfs=_db(loud),
        fade_in_s=_fade_s(kept, step_s, loud),
        fade_out_s=_fade_s(backwards, step_s, loud),
    )


def _loud(peak: Real) -> float:
    """Return how high the waves usually reach in the louder half second."""
    size = max(1, round(0.5 / FINE_S))
    count = max(1, peak.size // size)
    tops = peak[: count * size].reshape(count, -1).max(axis=1) if peak.size >= size else peak
    return float(np.percentile(tops, 75)) if tops.size else 0.0


def _db(level: float) -> float:
    return 20.0 * float(np.log10(max(level, 1e-6)))


def _fade_s(kept: Real, step_s: float, loud: float) -> float:
    """Return how long it takes from the edge to the first moment near the usual level.

    0 where that comes within half a second, or where it does not rise steadily.
    """
    hop = max(1, round(HOP_S / step_s))
    count = min(kept.size // hop, round(60.0 / HOP_S))
    if count < 2 * SMOOTH:
        return 0.0
    level = 20.0 * np.log10(np.maximum(kept[: count * hop].reshape(count, hop).max(axis=1), 1e-6))
    smooth = np.convolve(level, np.full(SMOOTH, 1.0 / SMOOTH), mode="valid")
    near = np.flatnonzero(smooth > 20.0 * np.log10(loud) - 6.0)
    if not near.size or near[0] < SMOOTH:
        return 0.0
    rise = smooth[: near[0] + 1]
    steps = np.diff([float(part.mean()) for part in np.array_split(rise, PARTS)])
    steady = int((steps > -1.0).sum()) >= PARTS - 2 and float(np.median(steps)) > 0.5
    return float(near[0] * HOP_S) if steady and rise[-1] - rise[0] > FADE_DB else 0.0
