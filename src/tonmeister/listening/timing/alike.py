"""How late one voice sings a note that another sings too: by where they sound most alike.

A sung note has no attack one could point at; but the same syllable, sung twice, changes its tone
in the same way. Levels in third-octaves over a few tenths of a second are slid over each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Samples

Real = NDArray[np.float64]

HOP_S = 0.002
WINDOW_S = 0.024
BEFORE_S, AFTER_S = 0.090, 0.130
MOST_S = 0.060
EDGES_HZ = 150.0 * 2.0 ** (np.arange(17) / 2.85)
RANGE_DB = 45.0
LEAST_ALIKE = 0.55


def late_against(
    mine: Samples, times_s: Sequence[float], other: Samples, others_s: Sequence[float], rate_hz: int
) -> list[float | None]:
    """Return how late each note of ``mine`` is against its partner in ``other``, in seconds.

    None where the two do not sound alike anywhere near.
    """
    a, b = np.ascontiguousarray(mine.mean(axis=0)), np.ascontiguousarray(other.mean(axis=0))
    loud = [max(1e-10, float(np.percentile(x[::7] ** 2, 98))) for x in (a, b)]
    out: list[float | None] = []
    for at_s, mate_s in zip(times_s, others_s, strict=True):
        one = _picture(a, at_s - BEFORE_S, at_s + AFTER_S, rate_hz, loud[0])
        two = _picture(b, mate_s - BEFORE_S - MOST_S, mate_s + AFTER_S + MOST_S, rate_hz, loud[1])
        slid = _slide(one, two)
        out.append(None if slid is None else at_s - mate_s - slid)
    return out


def _picture(mono: Real, first_s: float, last_s: float, rate_hz: int, loud: float) -> Real:
    """Return levels [time, band] in dB, at least ``RANGE_DB`` under what is loud."""
    size = round(WINDOW_S * rate_hz)
    starts = np.round((np.arange(first_s, last_s, HOP_S)) * rate_hz).astype(np.int64) - size // 2
    index = np.clip(starts[:, None] + np.arange(size)[None, :], 0, mono.size - 1)
    spectrum = np.abs(np.fft.rfft(mono[index] * np.hanning(size), axis=1)) ** 2
    hz = np.fft.rfftfreq(size, 1.0 / rate_hz)
    bands = np.stack(
        [
            spectrum[:, (hz >= low) & (hz < max(high, low + rate_hz / size))].sum(axis=1)
            for low, high in pairwise(EDGES_HZ)
        ],
        axis=1,
    )
    full = loud * float(np.sum(np.hanning(size)) ** 2) / 4.0
    return np.asarray(10.0 * np.log10(bands / full + 10.0 ** (-RANGE_DB / 10.0)))


def _slide(one: Real, two: Real) -> float | None:
    """Return how much later than expected ``one`` lies in ``two``, s."""
    one = one - one.mean(axis=0)
    count, steps = one.shape[0], two.shape[0] - one.shape[0] + 1
    alike = np.zeros(steps)
    size = float(np.sqrt(np.sum(one**2))) + 1e-9
    for k in range(steps):
        part = two[k : k + count]
        part = part - part.mean(axis=0)
        alike[k] = float(np.sum(one * part)) / (size * (float(np.sqrt(np.sum(part**2))) + 1e-9))
    best = int(alike.argmax())
    if alike[best] < LEAST_ALIKE or best in (0, steps - 1):
        return None
    before, top, after = alike[best - 1 : best + 2]
    bend = before - 2.0 * top + after
    fine = 0.5 * (before - after) / bend if bend < 0.0 else 0.0
    return float((best + fine) * HOP_S - MOST_S)
