"""Where each moment of one take lies in another: to a few milliseconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.alike import Ear, Likeness
from tonmeister.listening.takes.warp_features import COARSE_S, STEP_S, Fine, Real
from tonmeister.signal.kernels.dtw import near_path

REACH_S = 0.12
"""Nobody who sings to the same song is further away than this and still sings the same note."""
SLANT = 0.12
SMOOTH = 2
PITCH_COUNTS = 0.5


@dataclass(frozen=True, slots=True)
class Laid:
    """``own_s`` [T]: for every 5 ms of the first take the moment of this one, nan outside it.
    ``rough_s`` [T]: the same by the constant lag or the tempo alone.
    """

    own_s: Real
    rough_s: Real


def lay(first: Ear, other: Ear, how: Likeness) -> Laid:
    """Lay a take beside the first one: roughly by its likeness, finely by its sound."""
    steps = np.arange(first.traits.size, dtype=np.float64)
    rough_s = steps * STEP_S - how.lag_s if how.rigid else _along_path(how.path, steps * STEP_S)
    centre = np.rint(rough_s / STEP_S).astype(np.int64)
    reach = round(REACH_S / STEP_S) if how.rigid else round(2.0 * REACH_S / STEP_S)
    a, b = first.traits.fine, other.traits.fine
    if not how.rigid:
        a, b = _with_pitch(first, a, 0.0), _with_pitch(other, b, float(how.semitones))
    one, two = a.astype(np.float64), b.astype(np.float64)
    path = _smoothed(near_path(one, two, centre, reach, SLANT).astype(np.float64))
    outside = (path < 0.0) | (path > other.traits.size - 1)
    return Laid(np.where(outside, np.nan, path * STEP_S), rough_s)


def _smoothed(path: Real) -> Real:
    """Average the path over a few steps, so that it says more than whole steps."""
    width = 2 * SMOOTH + 1
    if path.size <= width:
        return path
    steps = np.arange(path.size)
    padded = np.pad(path - steps, SMOOTH, mode="edge")
    return np.asarray(np.convolve(padded, np.ones(width) / width, "valid") + steps)


def _along_path(path: Real, at_s: Real) -> Real:
    """Read a rough path [K, 2] at some moments; it never runs backwards."""
    moments, first = np.unique(path[:, 0], return_index=True)
    count = np.diff(np.append(first, len(path)))
    there = np.add.reduceat(path[:, 1], first) / count
    smooth = max(1, round(0.1 / max(COARSE_S, float(np.diff(moments).min(initial=1.0)))))
    if there.size > 4 * smooth:
        padded = np.pad(there, smooth, mode="edge")
        there = np.convolve(padded, np.ones(2 * smooth + 1) / (2 * smooth + 1), "valid")
    out = np.interp(at_s, moments, there)
    before, after = at_s < moments[0], at_s > moments[-1]
    out[before] = there[0] - (moments[0] - at_s[before])
    out[after] = there[-1] + (at_s[after] - moments[-1])
    return np.asarray(np.maximum.accumulate(out))


def _with_pitch(ear: Ear, fine: Fine, shift: float) -> Fine:
    """Add the pitch: between two voices it says more about when than the sound of a vowel does."""
    every = round(COARSE_S / STEP_S)
    midi, sung = ear.tune[:, 0] + shift, ear.tune[:, 1] > 0.5
    held = _held(midi, sung)
    row = np.repeat(held, every)[: len(fine)]
    row = np.pad(row, (0, len(fine) - row.size), mode="edge")
    pitch = (PITCH_COUNTS * row).astype(np.float32)
    return np.ascontiguousarray(np.column_stack([fine, pitch]))


def _held(midi: Real, sung: NDArray[np.bool_]) -> Real:
    """Carry each pitch on to where the next begins."""
    if not sung.any():
        return np.zeros(midi.size)
    last = np.maximum.accumulate(np.where(sung, np.arange(midi.size), -1))
    last[last < 0] = int(np.flatnonzero(sung)[0])
    return np.asarray(midi[last])
