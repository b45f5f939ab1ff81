"""Where the treble ends: a shelf as steep as codecs and resamplers leave it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.sound_file import FileSound

Real = NDArray[np.float64]

LOUD_DB = 15.0
"""Looked at in the louder windows: within 15 dB of the usual."""

OFTEN_PERCENT = 75
SMOOTH_HZ, BESIDE_HZ, GAP_HZ = 200.0, 500.0, 350.0
LOWEST_HZ, NYQUIST_PART = 3000.0, 0.985
STEEP_DB, MORE_ABOVE_DB = 30.0, 6.0
EMPTY_DBFS = -120.0
"""Per bin of 5 Hz: what decoders and dither leave above their edge lies lower."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a sound ends in the treble, and how far it falls within about 700 Hz."""

    edge_hz: float
    fall_db: float


def edge(sound: FileSound) -> Edge | None:
    """Return the edge of a sound, if it has one; a gentle filter or a dark sound has none."""
    return edge_of(sound.spectra, sound.rate_hz)


def edge_of(spectra: Real, rate_hz: int) -> Edge | None:
    """Find the steepest fall over which the sound never rises again."""
    if len(spectra) < 3:
        return None
    level = 10.0 * np.log10(spectra + 1e-18)
    loud = level.max(axis=1)
    often = np.percentile(level[loud > np.median(loud) - LOUD_DB], OFTEN_PERCENT, axis=0)
    bin_hz = rate_hz / 2.0 / (level.shape[1] - 1)
    wide = max(3, round(SMOOTH_HZ / bin_hz)) | 1
    line = _mean(often, wide)
    beside, gap = round(BESIDE_HZ / bin_hz), round(GAP_HZ / bin_hz)
    first = round(LOWEST_HZ / bin_hz)
    last = int(NYQUIST_PART * (level.shape[1] - 1)) - gap
    if last <= first + beside:
        return None
    at = np.arange(first + beside, last)
    fall = line[at - gap] - line[at + gap]
    steepest = int(at[fall.argmax()])
    after = line[steepest + gap :]
    below = float(np.median(line[steepest - gap - beside : steepest - gap]))
    dropped = below - float(line[steepest + gap])
    rises = float(after.max()) - float(line[steepest + gap])
    if dropped < STEEP_DB or rises > MORE_ABOVE_DB or float(np.median(after)) > EMPTY_DBFS:
        return None
    half = below - dropped / 2.0
    near = np.arange(steepest - gap, steepest + gap + 1)
    crossing = near[line[near] < half]
    return Edge(float((crossing[0] if crossing.size else steepest) * bin_hz), dropped)


def _mean(x: Real, wide: int) -> Real:
    """Return the running mean over an odd number of bins."""
    padded = np.pad(x, wide // 2, mode="edge")
    return np.asarray(np.convolve(padded, np.full(wide, 1.0 / wide), mode="valid"))
