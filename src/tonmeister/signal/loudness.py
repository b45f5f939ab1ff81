"""How loud a record is, and how high its curve really reaches.

ITU-R BS.1770-4 (weighting, gating, true peak), EBU Tech 3341 (momentary, short-term),
EBU Tech 3342 (loudness range).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.audio import Audio, Samples
from tonmeister.signal.kernels.oversample import (
    MOST_OVER,
    PEAK_DELAY_FRAMES,
    PEAK_PAST_FRAMES,
    PEAK_TAPS_1,
    TAPS_2,
    TAPS_3,
    true_peaks,
)
from tonmeister.signal.kernels.weigh import weigh
from tonmeister.signal.level import FLOOR_DB, db

HOP_S = 0.1
_MOMENTARY_HOPS, _SHORT_TERM_HOPS = 4, 30
_FINE = 10  # steps of a fine meter in one of HOP_S
SURROUND_WEIGHTS = (1.0, 1.0, 1.0, 1.41, 1.41)
"""What left, right, centre, left and right surround count in the power (BS.1770-4, table 3)."""
_ABSOLUTE_GATE_LUFS, _GATE_LU, _RANGE_GATE_LU = -70.0, -10.0, -20.0
_OFFSET_DB = -0.691


def k_sections(rate_hz: int) -> NDArray[np.float64]:
    """Return the two filters of K-weighting at this rate: ``[2, (b0, b1, b2, a1, a2)]``.

    BS.1770 gives coefficients at 48 kHz only; these are the analogue filters they come from
    (as in libebur128), so that every rate hears alike.
    """
    k = math.tan(math.pi * 1681.974450955533 / rate_hz)
    quality, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / quality + k * k
    shelf = [
        (high + band * k / quality + k * k) / a0,
        2 * (k * k - high) / a0,
        (high - band * k / quality + k * k) / a0,
        2 * (k * k - 1) / a0,
        (1 - k / quality + k * k) / a0,
    ]
    k, quality = math.tan(math.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    a0 = 1 + k / quality + k * k
    return np.array([shelf, [1.0, -2.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / quality + k * k) / a0]])


def loudness_lufs(power: float) -> float:
    """Return the loudness of a K-weighted mean square (left plus right)."""
    return _OFFSET_DB + 10.0 * math.log10(power) if power > 1e-20 else FLOOR_DB


def k_filter(samples: Samples, rate_hz: int) -> Samples:
    """Return the sound as the loudness meter weighs it: ``[channels, n]`` in, the same out."""
    from scipy.signal import sosfilt

    sections = k_sections(rate_hz)
    sos = np.hstack([sections[:, :3], np.ones((2, 1)), sections[:, 3:]])
    return np.ascontiguousarray(sosfilt(sos, samples, axis=-1), dtype=np.float64)


def peaks_between(block: Samples, past: Samples, over: float = 0.0) -> float:
    """Return the highest point of the curve through a stretch, linear.

    ``past`` [2, PEAK_PAST_FRAMES] is the sound before it; the last ``PEAK_DELAY_FRAMES`` of the
    stretch are only looked ahead at. What does not rise over ``over`` may be left out.
    """
    peaks = np.empty(block.shape[1])
    true_peaks(block, past, PEAK_TAPS_1, TAPS_2, TAPS_3, over, MOST_OVER, peaks)
    return float(peaks.max(initial=0.0))


class PeakMeter:
    """The highest point the curve through the samples reaches, found at eight times the rate.

    Stretches that cannot rise over what was already found are skipped.
    """

    def __init__(self) -> None:
        self._past = np.zeros((2, PEAK_PAST_FRAMES))
        self._highest = 0.0

    def add(self, block: Samples) -> None:
        """Hear the next ``[2, n]`` frames."""
        if block.shape[1]:
            self._highest = max(self._highest, float(np.abs(block).max()))
            self._highest = self._highest_of(block, self._past)

    def true_peak_dbtp(self) -> float:
        """Return the true peak of all that was heard."""
        return db(self._highest_of(np.zeros((2, PEAK_DELAY_FRAMES)), self._past.copy()))

    def _highest_of(self, block: Samples, past: Samples) -> float:
        peaks, over = np.empty(block.shape[1]), self._highest
        true_peaks(block, past, PEAK_TAPS_1, TAPS_2, TAPS_3, over, MOST_OVER, peaks)
        return max(over, float(peaks.max()))


class LoudnessMeter:
    """A loudness meter that hears a record block by block; ask it at any time.

    Blocks are float64 ``[2, n]`` of any length; the readings do not depend on the division.
    Without ``peaks`` it costs half and knows no true peak. A ``fine`` one reads momentary and
    short-term loudness every hundredth of a second, so that a maximum is not missed between two
    readings (EBU Tech 3341, cases 13 and 14; with tenths it may read 0.6 LU too little).
    """

    def __init__(self, rate_hz: int, *, peaks: bool = True, fine: bool = False) -> None:
        self._steps = _FINE if fine else 1
        self._hop = max(1, round(rate_hz * HOP_S / self._steps))
        self._sections = k_sections(rate_hz)
        self._memory, self._counted = np.zeros(9), np.zeros(1, np.int64)
        self._sums: list[NDArray[np.float64]] = []
        self._peak = PeakMeter() if peaks else None

    def add(self, block: Samples) -> None:
        """Hear the next ``[2, n]`` frames."""
        block = np.ascontiguousarray(block, dtype=np.float64)
        sums = np.empty(block.shape[1] // self._hop + 1)
        done = weigh(block, self._sections, self._memory, self._counted, self._hop, sums)
        if done:
            self._sums.append(sums[:done])
        if self._peak is not None:
            self._peak.add(block)

    @property
    def k_power(self) -> NDArray[np.float64]:
        """K-weighted mean square, left plus right, of every tenth of a second."""
        sums = np.concatenate([np.zeros(0), *self._sums])
        if self._steps > 1:
            whole = sums.size // self._steps * self._steps
            sums = sums[:whole].reshape(-1, self._steps).sum(axis=1)
        return sums / (self._hop * self._steps)

    @property
    def momentary(self) -> NDArray[np.float64]:
        """Loudness in LUFS of the last 0.4 s, every 0.1 s (fine: 0.01 s), the first at 0.4 s."""
        return self._read(_MOMENTARY_HOPS)

    def short_term_lufs(self) -> NDArray[np.float64]:
        """Return the loudness of the last 3 s, every 0.1 s (fine: 0.01 s), the first at 3 s."""
        return self._read(_SHORT_TERM_HOPS)

    def max_momentary_lufs(self) -> float:
        """Return the loudest 0.4 s; ``FLOOR_DB`` if it is shorter. Exact to 0.06 LU if fine."""
        return float(self.momentary.max(initial=FLOOR_DB))

    def max_short_term_lufs(self) -> float:
        """Return the loudest 3 s; ``FLOOR_DB`` if it is shorter."""
        return float(self.short_term_lufs().max(initial=FLOOR_DB))

    def _read(self, hops: int) -> NDArray[np.float64]:
        powers = np.concatenate([np.zeros(0), *self._sums]) / self._hop
        return np.array([loudness_lufs(p) for p in _windows(powers, hops * self._steps)])

    def integrated_lufs(self) -> float:
        """Return the loudness of the whole, pauses left out (BS.1770-4 gating).

        ``FLOOR_DB`` if nothing rises over -70 LUFS or it is shorter than 0.4 s.
        """
        return integrated_lufs(self.k_power)

    def range_lu(self) -> float:
        """Return how far the loud and the soft stretches lie apart (EBU Tech 3342)."""
        return range_lu(self.k_power)

    def true_peak_dbtp(self) -> float:
        """Return the true peak of all that was heard."""
        if self._peak is None:
            raise ValueError("this meter was made without peaks, so it knows no true peak")
        return self._peak.true_peak_dbtp()


def integrated_lufs(k_power: NDArray[np.float64]) -> float:
    """Return the integrated loudness from K-weighted mean squares of tenths of a second."""
    heard = _over(_windows(k_power, _MOMENTARY_HOPS), _ABSOLUTE_GATE_LUFS)
    if not heard.size:
        return FLOOR_DB
    gate_lufs = loudness_lufs(float(heard.mean())) + _GATE_LU
    return loudness_lufs(float(_over(heard, gate_lufs).mean()))


def range_lu(k_power: NDArray[np.float64]) -> float:
    """Return the loudness range from K-weighted mean squares of tenths of a second."""
    heard = _over(_windows(k_power, _SHORT_TERM_HOPS), _ABSOLUTE_GATE_LUFS)
    if not heard.size:
        return 0.0
    heard = np.sort(_over(heard, loudness_lufs(float(heard.mean())) + _RANGE_GATE_LU))
    soft, loud = (heard[round((heard.size - 1) * part)] for part in (0.10, 0.95))
    return loudness_lufs(float(loud)) - loudness_lufs(float(soft))


def surround_k_power(
    samples: Samples, rate_hz: int, weights: tuple[float, ...] = SURROUND_WEIGHTS
) -> NDArray[np.float64]:
    """Return the K-weighted mean square of every tenth of a second of any number of channels.

    ``samples`` ``[channels, n]``, ``weights`` what each counts (0 for the low-frequency effects).
    """
    if samples.shape[0] != len(weights):
        raise ValueError(f"{samples.shape[0]} channels have {len(weights)} weights")
    weighed = samples * np.sqrt(np.array(weights))[:, None]
    if len(weights) % 2:
        weighed = np.concatenate([weighed, np.zeros((1, weighed.shape[1]))])
    powers = []
    for pair in range(0, weighed.shape[0], 2):
        meter = LoudnessMeter(rate_hz, peaks=False)
        meter.add(weighed[pair : pair + 2])
        powers.append(meter.k_power)
    return np.asarray(np.sum(powers, axis=0), dtype=np.float64)


def _windows(k_power: NDArray[np.float64], hops: int) -> NDArray[np.float64]:
    if k_power.size < hops:
        return np.zeros(0)
    windows = np.lib.stride_tricks.sliding_window_view(k_power, hops)
    return np.asarray(windows.mean(axis=1), dtype=np.float64)


def _over(powers: NDArray[np.float64], gate_lufs: float) -> NDArray[np.float64]:
    return powers[powers >= 10 ** ((gate_lufs - _OFFSET_DB) / 10)]


def measure(audio: Audio) -> LoudnessMeter:
    """Return a meter that has heard all of a piece of sound (one channel counts as two)."""
    meter = LoudnessMeter(audio.rate_hz)
    meter.add(
        audio.read(0, audio.frames)
        if audio.samples.shape[0] != 1
        else np.repeat(audio.samples, 2, axis=0)
    )
    return meter
