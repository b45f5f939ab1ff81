"""How clear a mix is: how far its parts stand out of each other, from the mix alone.

After Parker & Fenton, "Musical mix clarity prediction using decomposition and perceptual masking
thresholds", Appl. Sci. 11(20), 9578 (2021): the mix is taken apart into what strikes, what stays
and what is left (noise, reverb), a masking threshold is reckoned for each, and the clearer each
lies over the thresholds of the others, the clearer the mix; much residue makes it less clear. Only
the abstract and the introduction of the paper could be read. Theirs: the decomposition into three,
thresholds for each, their relation as the score, linear bands for the parts, the bad influence of
the residue. Ours, for want of the text: median filters with a margin (Fitzgerald, DAFx 2010;
Driedger, Mueller & Disch, ISMIR 2014), the threshold (power spread over bands 10 dB an octave
upward and 27 downward, 6 dB down), and the score: of all auditory bands (ERB) in which something
sounds, in each moment, the part that stands out of what the others spread over it. No listener was
asked whether our score follows theirs.

Windows of 46 ms; fifteen seconds spread over the song are heard, for the cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Source
from tonmeister.signal.kernels import kernel

WINDOW_S = 0.046
HEARD_S, EVERY_S, MOST_MOMENTS = 1.0, 2.5, 15
REACH = 6
"""Windows and bins on each side that the medians look at."""
MARGIN = 2.0
HIGHEST_HZ = 8000.0
UP_DB, DOWN_DB, UNDER_DB = 10.0, 27.0, 6.0
RANGE_DB = 50.0

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Clarity:
    """``percent`` for the mix; ``at_s`` [n] and ``over_time_percent`` [n] for moments of it."""

    percent: float
    at_s: Real
    over_time_percent: Real


def clarity(source: Source) -> Clarity | None:
    """Return how clear a mix is; None where it is silent or too short."""
    rate_hz = source.rate_hz
    size = 1 << round(np.log2(WINDOW_S * rate_hz))
    hop = size // 2
    windows = int(HEARD_S * rate_hz / hop)
    last = source.frames - windows * hop - size
    if last < 0:
        return None
    count = min(MOST_MOMENTS, 1 + int(last / (EVERY_S * rate_hz)))
    starts = np.linspace(0.1 * last, 0.9 * last, count).astype(np.int64)
    bins = min(int(HIGHEST_HZ / rate_hz * size), size // 2)
    shape = np.hanning(size)
    spread, ears = _ears(bins, rate_hz / size)
    loud, told = [], []
    for start in starts:
        sound = source.read(int(start), windows * hop + size).mean(axis=0)
        cut = np.lib.stride_tricks.sliding_window_view(sound, size)[::hop]
        spectrum = np.abs(np.fft.rfft(cut * shape, axis=1))[:, :bins]
        power = spectrum * spectrum
        stays, strikes = _medians(np.ascontiguousarray(spectrum), REACH)
        told.append(_score(power, stays, strikes, ears, spread))
        loud.append(float(power.mean()))
    level, each = np.array(loud), np.array(told)
    on = (level > np.max(level) * 1e-3) & np.isfinite(each)
    if level.max(initial=0.0) <= 1e-12 or not on.any():
        return None
    return Clarity(
        float(each[on].mean()), (starts[on] / rate_hz) + HEARD_S / 2.0, np.asarray(each[on])
    )


def _score(power: Real, stays: Real, strikes: Real, ears: Real, spread: Real) -> float:
    """Return which part of the sounding bands stands out of the others' thresholds, in percent."""
    holds, hits = stays > MARGIN * strikes, strikes >= MARGIN * stays
    parts = np.stack([power * holds, power * hits, power * ~(holds | hits)]) @ ears.T
    whole = parts.sum(axis=0)
    on = whole > whole.max(initial=0.0) * 10.0 ** (-RANGE_DB / 10.0)
    if not on.any():
        return float("nan")
    others = parts.sum(axis=0, keepdims=True) - parts
    threshold = others @ spread.T * 10.0 ** (-UNDER_DB / 10.0)
    clear = parts[:2] / (parts[:2] + threshold[:2] + 1e-20)
    best = np.maximum(clear[0], clear[1])
    return 100.0 * float(best[on].mean())


@cache
def _ears(bins: int, step_hz: float) -> tuple[Real, Real]:
    """Return how bands of an ERB mask each other, and which bins they are made of."""
    at_hz = (np.arange(bins) + 0.5) * step_hz
    number = 21.4 * np.log10(1.0 + 0.00437 * at_hz)
    count = int(number[-1])
    ears = np.stack([(number.astype(int) == n).astype(float) for n in range(count)])
    ears = ears[ears.any(axis=1)]
    middle = np.log2((ears @ at_hz) / ears.sum(axis=1))
    octaves = middle[:, None] - middle[None, :]
    fall_db = np.where(octaves >= 0.0, UP_DB * octaves, -DOWN_DB * octaves)
    return 10.0 ** (-fall_db / 10.0), ears


@kernel
def _medians(x, reach):  # type: ignore[no-untyped-def]
    """Return the medians over time and over frequency around each point of [windows, bins]."""
    rows, columns = x.shape
    over_time, over_bins = np.empty_like(x), np.empty_like(x)
    near = np.empty(2 * reach + 1)
    for along in range(2):
        for i in range(rows):
            for j in range(columns):
                count = 0
                place, last = (i, rows) if along == 0 else (j, columns)
                for k in range(max(0, place - reach), min(last, place + reach + 1)):
                    value = x[k, j] if along == 0 else x[i, k]
                    at = count
                    while at > 0 and near[at - 1] > value:
                        near[at] = near[at - 1]
                        at -= 1
                    near[at] = value
                    count += 1
                if along == 0:
                    over_time[i, j] = near[count // 2]
                else:
                    over_bins[i, j] = near[count // 2]
    return over_time, over_bins
