"""Sparse sound: of all waves that pass through what is known, the one made of the fewest tones."""

from __future__ import annotations

import numpy as np
import scipy.fft
from numpy.typing import NDArray

Real = NDArray[np.float64]
Single = NDArray[np.float32]

SIZE, HOP, FINER = 2048, 1024, 2
FIRST_TONES, MORE_TONES, MOST_ROUNDS = 4, 2, 200
NEAR_ENOUGH = 0.05
AT_ONCE = 128


def sparse_between(x: Real, low: Real, high: Real, bad: NDArray[np.bool_]) -> Real:
    """Return ``x`` [n] with what is ``bad`` set anew between ``low`` and ``high``, all else kept.

    Windows of 2048, half over each other, spectra twice as fine; a few more tones are allowed in
    each round until they pass close enough by what is known: A-SPADE (Kitic, Bertin & Gribonval,
    LVA/ICA 2015; Zaviska, Rajmic, Prusa & Vesely, IEEE TASLP 29, 2021). The bounds are kept.
    """
    window = np.sqrt(0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(SIZE) / SIZE))
    padded = [np.pad(v, (SIZE, SIZE)) for v in (x, low, high, bad)]
    starts = np.arange(HOP, SIZE + x.size, HOP)
    starts = starts[[bool(padded[3][a : a + SIZE].any()) for a in starts]]
    total = np.zeros(x.size + 2 * SIZE)
    for first in range(0, starts.size, AT_ONCE):
        some = starts[first : first + AT_ONCE]
        cut = [np.stack([v[a : a + SIZE] for a in some]) for v in padded]
        frames, least, most = ((v * window).astype(np.float32) for v in cut[:3])
        found = _found(frames, least, most, np.asarray(cut[3], np.bool_))
        for a, frame in zip(some, found, strict=True):
            total[a : a + SIZE] += frame * window
    out = x.copy()
    out[bad] = np.clip(total[SIZE:-SIZE], low, high)[bad]
    return out


def _found(known: Single, low: Single, high: Single, bad: NDArray[np.bool_]) -> Single:
    size = FINER * SIZE
    scale = np.float32(size**-0.5)
    found = known.copy()
    owed = np.zeros((len(known), size // 2 + 1), np.complex64)
    going, tones = np.arange(len(known)), FIRST_TONES
    for _ in range(MOST_ROUNDS):
        spectrum = scipy.fft.rfft(found[going], size, axis=1) * scale + owed[going]
        power = spectrum.real**2 + spectrum.imag**2
        place = power.shape[1] - tones
        least = np.partition(power, place, axis=1)[:, place, None]
        kept = np.where(power >= least, spectrum, 0)
        wave = scipy.fft.irfft(kept - owed[going], size, axis=1)[:, :SIZE] / scale
        inside = np.clip(wave, low[going], high[going])
        found[going] = np.where(bad[going], inside, known[going])
        off = scipy.fft.rfft(found[going], size, axis=1) * scale - kept
        owed[going] += off
        far = np.sum(off.real**2 + off.imag**2, axis=1)
        near = far <= NEAR_ENOUGH**2 * np.sum(kept.real**2 + kept.imag**2, axis=1) + 1e-12
        going = going[~near]
        if not going.size:
            break
        tones = min(tones + MORE_TONES, power.shape[1] - 1)
    return found
