"""What two performances are compared by: fine steps for when, coarse steps for what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.pitch import PitchCurve
from tonmeister.signal import Samples

Real = NDArray[np.float64]
Fine = NDArray[np.float32]

STEP_S = 0.005
COARSE_S = 0.02
RATE_HZ = 16000
WINDOW = 512
BANDS, CEPSTRA = 26, 12
LOWEST_HZ, HIGHEST_HZ = 90.0, 7600.0
RANGE_DB = 55.0
"""So far under the loud moments a take is heard; under it lies its room."""
SILENCE_DBFS = -70.0
CHUNK = 8192


@dataclass(frozen=True, slots=True)
class Traits:
    """A take in steps of 5 ms: ``level_db`` [T], ``rise`` [T] (how fast the spectrum comes up),
    ``fine`` [T, D] for the warp, ``active`` [T].
    """

    level_db: Real
    rise: Real
    fine: Fine
    active: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """How many steps."""
        return int(self.level_db.size)


def traits(sound: Samples, rate_hz: int) -> Traits:
    """Listen to a take in steps of 5 ms: level, onsets, cepstrum (26 mel bands, 12 numbers).

    Davis & Mermelstein, IEEE Trans. ASSP 28(4), 1980, for the cepstrum.
    """
    mono = _at_rate(np.ascontiguousarray(sound.mean(axis=0)), rate_hz)
    bands = _bands(mono)
    power = bands.sum(axis=1)
    level_db = 10.0 * np.log10(power.astype(np.float64) + 1e-12)
    loud_db = float(np.percentile(level_db, 97)) if level_db.size else -120.0
    floor = max(10.0 ** ((loud_db - RANGE_DB) / 10.0), 10.0 ** (SILENCE_DBFS / 10.0))
    log = np.log10(bands + np.float32(floor / BANDS))
    rise = np.zeros(level_db.size)
    rise[3:] = np.maximum(log[3:] - log[:-3], 0.0).mean(axis=1)
    active = level_db > max(loud_db - 40.0, SILENCE_DBFS + 5.0)
    return Traits(level_db, rise, _fine(log, level_db, rise, active, loud_db), active)


def _at_rate(mono: Real, rate_hz: int) -> Fine:
    import soxr

    if mono.size == 0:
        return np.zeros(0, np.float32)
    small = mono.astype(np.float32)
    return np.asarray(soxr.resample(small, rate_hz, RATE_HZ, "LQ"), np.float32)


def _bands(mono: Fine) -> Fine:
    """Return the energies [T, 26] of mel bands around every 5 ms."""
    import scipy.fft

    hop = round(STEP_S * RATE_HZ)
    count = mono.size // hop
    padded = np.concatenate(
        [np.zeros(WINDOW // 2, np.float32), mono, np.zeros(WINDOW + hop, np.float32)]
    )
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::hop][:count]
    window, mel = np.hanning(WINDOW).astype(np.float32), _mel()
    out = np.empty((count, BANDS), np.float32)
    for at in range(0, count, CHUNK):
        spectrum = scipy.fft.rfft(frames[at : at + CHUNK] * window, axis=1)
        out[at : at + CHUNK] = (spectrum.real**2 + spectrum.imag**2) @ mel
    return out


@cache
def _mel() -> Fine:
    """Return triangles on the mel scale [257, 26]; full scale's sine comes out near 0 dB."""
    low, high = 1127.0 * np.log1p(LOWEST_HZ / 700.0), 1127.0 * np.log1p(HIGHEST_HZ / 700.0)
    edges = np.linspace(low, high, BANDS + 2)
    edges_hz = 700.0 * np.expm1(edges / 1127.0)
    hz = np.arange(WINDOW // 2 + 1) * RATE_HZ / WINDOW
    up = (hz[:, None] - edges_hz[:-2]) / (edges_hz[1:-1] - edges_hz[:-2])
    down = (edges_hz[2:] - hz[:, None]) / (edges_hz[2:] - edges_hz[1:-1])
    shape = np.maximum(np.minimum(up, down), 0.0)
    scale = 16.0 / 3.0 / WINDOW / np.hanning(WINDOW).sum()
    return np.asarray(shape * scale, np.float32)


def _fine(log: Fine, level_db: Real, rise: Real, active: NDArray[np.bool_], loud_db: float) -> Fine:
    """Join cepstrum, level and onset; each take's own tone (its mean) is taken out."""
    out = np.zeros((level_db.size, CEPSTRA + 2), np.float32)
    if not active.any():
        return out
    cepstrum = log @ _cosines()
    cepstrum -= cepstrum[active].mean(axis=0)
    spread = cepstrum[active].std(axis=0) + np.float32(1e-3)
    out[:, :CEPSTRA] = cepstrum / spread / np.float32(np.sqrt(CEPSTRA))
    out[:, CEPSTRA] = np.clip((level_db - loud_db) / 12.0, -RANGE_DB / 12.0, 1.0)
    strong = float(np.percentile(rise[active], 97)) + 1e-6
    out[:, CEPSTRA + 1] = np.minimum(rise / strong, 1.5)
    return out


@cache
def _cosines() -> Fine:
    k, b = np.arange(1, CEPSTRA + 1), np.arange(BANDS)
    return np.cos(np.pi * np.outer(b + 0.5, k) / BANDS).astype(np.float32)


def tune(curve: PitchCurve, heard: Traits, step_s: float) -> Real:
    """Return pitch, voicing and level [T, 3] of a take in coarse steps.

    Pitch in semitones (0 where nothing is sung), voicing 0 or 1, level 0 to 1.
    """
    every = max(1, round(step_s / STEP_S))
    count = min(heard.size, curve.f0_hz.size) if curve.f0_hz.size else heard.size
    count -= count % every
    rows = count // every
    out = np.zeros((rows, 3))
    if not rows:
        return out
    level = heard.level_db[:count].reshape(rows, every).mean(axis=1)
    loud = float(np.percentile(heard.level_db, 97))
    out[:, 2] = np.clip(1.0 + (level - loud) / 40.0, 0.0, 1.0)
    if curve.f0_hz.size >= count:
        midi = curve.midi[:count].reshape(rows, every)
        sung = ~np.isnan(midi)
        out[:, 1] = (sung.mean(axis=1) >= 0.5) & (out[:, 2] > 0.1)
        filled = np.where(sung, midi, 0.0)
        middle = filled.sum(axis=1) / np.maximum(sung.sum(axis=1), 1)
        out[:, 0] = np.where(out[:, 1] > 0.5, middle, 0.0)
    return out
