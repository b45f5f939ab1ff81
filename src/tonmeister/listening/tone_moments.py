"""The moments of a finished mix, laid out so that alike moments can be found elsewhere in it.

A moment is 0.2 s (longer in very long songs): the level of 30 third octaves of the middle and of
the side, without its loudness. Two moments are compared in units of what arrangement alone
changes: neighbouring bands change together, and so do middle and side.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import BANDS, db
from tonmeister.listening.features import HOP_S, TrackFeatures

Floats = NDArray[np.float32]

STEPS = 2
MOST_MOMENTS = 1800
LEAST_MOMENTS = 30
FLOOR_DB = 50.0
"""What lies further under the mean of its band is taken as lying there."""
QUIET_DB = 25.0
APART_S = 11.0
APART_MOST = 0.3
FAR = 1e9
OWN, OWN_OCTAVE_THIRDS = 0.5, 1.8
BOTH, BOTH_OCTAVE_THIRDS = 0.37, 0.7
EVEN = 0.4


@dataclass(frozen=True, slots=True)
class Moments:
    """``N`` moments of ``step_s``.

    ``white`` [N, 60] is what is compared, ``whiten`` [60, 60] turns a change of levels into it.
    ``apart`` [N, N] are squared distances; moments that lie near in time, or where next to
    nothing sounds, count as far away. ``on`` [N]: whether the moment sounds. ``own`` is the
    middle squared distance of a moment to the one most like it.
    """

    step_s: float
    white: Floats
    whiten: NDArray[np.float64]
    apart: Floats
    on: NDArray[np.bool_]
    own: float

    def like(self, shift: Floats) -> NDArray[np.intp]:
        """Return for each moment the one most like it once ``shift`` [60] is taken from it."""
        return np.asarray((self.apart + (2.0 * self.white @ shift)[None]).argmin(axis=1))

    def nearest(self, shift: Floats) -> NDArray[np.float64]:
        """Return how far the nearest is once ``shift`` is taken away: squared, [N]."""
        along = 2.0 * self.white @ shift
        least = (self.apart + along[None]).min(axis=1)
        return np.asarray(least - along + shift @ shift, np.float64)


@cache
def whitening() -> NDArray[np.float64]:
    """Return the matrix that makes the bands independent and takes the loudness out.

    How levels of like moments differ was measured on clean excerpts of 15 recordings: 0.37 of a
    band's difference is shared with its neighbour, 0.2 with the next but one, and 0.37 between
    middle and side of one band.
    """
    gap = np.abs(np.arange(BANDS)[:, None] - np.arange(BANDS)[None])
    one = OWN * (gap == 0) + (1.0 - OWN) * np.exp(-gap / OWN_OCTAVE_THIRDS)
    both = BOTH * np.exp(-gap / BOTH_OCTAVE_THIRDS)
    covariance = (1.0 - EVEN) * np.block([[one, both], [both, one]]) + EVEN * np.eye(2 * BANDS)
    values, vectors = np.linalg.eigh(covariance)
    loudness_free = np.eye(2 * BANDS) - 1.0 / (2 * BANDS)
    return np.asarray(loudness_free @ (vectors * values**-0.5) @ vectors.T, np.float64)


def moments(features: TrackFeatures) -> Moments | None:
    """Lay the moments of a mix out; None where it is too short or silent."""
    total = features.power.shape[2]
    steps = max(STEPS, -(-total // MOST_MOMENTS))
    count = total // steps
    if count < LEAST_MOMENTS or float(features.k_power.max(initial=0.0)) < 1e-9:
        return None
    power = features.power[:, :, : count * steps].reshape(2, BANDS, count, steps).mean(axis=3)
    usual = power.sum(axis=0).mean(axis=1) + 1e-12
    level = db(power + (usual * 10.0 ** (-FLOOR_DB / 10.0))[None, :, None])
    loud = db(features.k_power[: count * steps].reshape(count, steps).mean(axis=1))
    on = loud > np.percentile(loud, 95) - QUIET_DB
    if int(on.sum()) < LEAST_MOMENTS:
        return None
    whiten = whitening()
    white = (level.reshape(2 * BANDS, count).T @ whiten).astype(np.float32)
    length = (white * white).sum(axis=1)
    apart = length[:, None] + length[None] - 2.0 * (white @ white.T)
    near = min(round(APART_S / (steps * HOP_S)), int(count * APART_MOST))
    at = np.arange(count)
    apart[np.abs(at[:, None] - at[None]) < near] = FAR
    apart[:, ~on] = FAR
    own = float(np.median(apart.min(axis=1)[on]))
    return Moments(steps * HOP_S, white, whiten, apart, on, own)
