"""How people stray: not stroke by stroke at random, but drifting, with a long memory.

Listeners prefer 1/f noise to white noise as a humaniser (Hennig et al., PLoS ONE 6(10), e26457,
2011); a hi-hat of Jeff Porcaro's drifts so in time and in strength (Räsänen et al., PLoS ONE
10(6), e0127902, 2015).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.float64]

FURTHEST = 2.5
"""So many standard deviations, and no more, a stroke strays before the mean is set to 0."""
SHARED = 0.5
"""Half of the variance is the player's, half the limb's own: one drummer, four limbs."""


def drift(count: int, seed: int | Sequence[int]) -> Row:
    """Return 1/f noise [count]: mean 0, standard deviation 1, at most about 2.5 from 0.

    The same seed gives the same noise. One value alone is 0.
    """
    return _settled(_pink(count, np.random.default_rng(seed)))


def drifts_at(
    places_quarters: Sequence[float], whole_quarters: float, seed: int, lane: Sequence[int]
) -> Row:
    """Return how far a limb strays at each of its strokes: mean 0, standard deviation about 1.

    The player's own drift goes through the whole song (``whole_quarters`` long) and is the same
    for all limbs; ``lane`` is a seed for the limb.
    """
    count = len(places_quarters)
    if count < 2:
        return np.zeros(count)
    steps = max(2, round(4.0 * whole_quarters) + 1)
    player = _pink(steps, np.random.default_rng((seed, 0)))
    limb = _pink(count, np.random.default_rng((seed, 1, *lane)))
    shared = np.interp(np.asarray(places_quarters) * 4.0, np.arange(steps), player)
    return _settled(np.sqrt(SHARED) * shared + np.sqrt(1.0 - SHARED) * limb)


def _pink(count: int, rng: np.random.Generator) -> Row:
    """Return noise whose power falls as 1/f, standard deviation about 1."""
    size = max(8, 1 << (count - 1).bit_length()) if count else 8
    f = np.arange(1, size // 2 + 1, dtype=np.float64)
    spectrum = np.zeros(size // 2 + 1, dtype=np.complex128)
    spectrum[1:] = (rng.standard_normal(f.size) + 1j * rng.standard_normal(f.size)) / np.sqrt(f)
    noise = np.fft.irfft(spectrum, size)
    return np.asarray(noise[:count] / (noise.std() + 1e-30))


def _settled(noise: Row) -> Row:
    if noise.size < 2:
        return np.zeros(noise.size)
    centred = noise - noise.mean()
    clipped = np.clip(centred / (centred.std() + 1e-30), -FURTHEST, FURTHEST)
    return np.asarray(clipped - clipped.mean())
