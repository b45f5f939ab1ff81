"""A voice in steps of 10 ms: how loud, how much of it sings, where in the spectrum it lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.listening.sound_file import hann
from tonmeister.signal import Samples

Real = NDArray[np.float64]

STEP_S, SIZE_S = 0.01, 0.04
EDGES_HZ = (0.0, 300.0, 1000.0, 5000.0, 16000.0)
PITCH_HZ = (75.0, 700.0)
SILENT_DB = -140.0


@dataclass(frozen=True, slots=True)
class VoiceFrames:
    """Steps of 10 ms: ``level_dbfs`` [T], ``periodic`` [T] (0 to 1: how much it repeats at a
    voice's pitch), ``shares`` [4, T]: of its power under 300 Hz, to 1 kHz, to 5 kHz, over that.
    """

    level_dbfs: Real
    periodic: Real
    shares: Real

    @property
    def floor_dbfs(self) -> float:
        """What it falls under for a tenth of the time."""
        return float(np.percentile(self.level_dbfs, 10)) if self.level_dbfs.size else SILENT_DB

    @property
    def loud_dbfs(self) -> float:
        """What it exceeds for a twentieth of the time in which there is any sound."""
        sounding = self.level_dbfs[self.level_dbfs > -110.0]
        return float(np.percentile(sounding, 95)) if sounding.size else SILENT_DB


def voice_frames(sound: Samples, rate_hz: int) -> VoiceFrames:
    """Cut a recording [channels, n] into windows of 40 ms, every 10 ms, and measure each."""
    mono = sound.mean(axis=0).astype(np.float32)
    size, hop = round(SIZE_S * rate_hz), round(STEP_S * rate_hz)
    fast = scipy.fft.next_fast_len(2 * size, real=True)
    padded = np.pad(mono, (size // 2, size))
    views = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    count = -(-mono.size // hop)
    views = views[:count]
    window = hann(size).astype(np.float32)
    own = scipy.fft.irfft(np.abs(scipy.fft.rfft(window, fast)) ** 2, fast)
    lags = slice(round(rate_hz / PITCH_HZ[1]), round(rate_hz / PITCH_HZ[0]))
    level, periodic, shares = np.zeros(count), np.zeros(count), np.zeros((4, count))
    bins = np.round(np.array(EDGES_HZ) * fast / rate_hz).astype(int)
    bins = np.minimum(bins, fast // 2)
    for first in range(0, count, 512):
        here = slice(first, min(first + 512, count))
        spectrum = scipy.fft.rfft(views[here] * window, fast, axis=1)
        power = spectrum.real**2 + spectrum.imag**2
        total = power.sum(axis=1, dtype=np.float64) + 1e-20
        level[here] = 10.0 * np.log10(total * 2.0 / fast / float(np.sum(window**2)) + 1e-14)
        for band in range(4):
            cut = power[:, bins[band] : bins[band + 1]]
            shares[band, here] = cut.sum(axis=1, dtype=np.float64) / total
        power[:, bins[3] :] = 0.0
        alike = scipy.fft.irfft(power, fast, axis=1)
        alike = alike[:, lags] / (own[lags] / own[0])
        alone = power.sum(axis=1, dtype=np.float64) * 2.0 / fast + 1e-20
        periodic[here] = np.clip(alike.max(axis=1) / alone, 0.0, 1.0)
    return VoiceFrames(level, periodic, shares)
