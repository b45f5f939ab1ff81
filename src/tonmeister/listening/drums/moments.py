"""The moment at which a stroke begins, to half a millisecond."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Samples

_STEP_S = 0.0005
_AFTER = 6
_BEFORE = 8
_REACH_S = 0.016
_AROUND_S = 0.08
_BANDS_HZ = {
    "kick": (30.0, 3000.0), "snare": (150.0, 9000.0), "hats": (4000.0, 16000.0),
    "toms": (60.0, 4000.0), "cymbals": (3000.0, 16000.0),
}  # fmt: skip


def moments(sound: Samples, rate_hz: int, piece: str, near_s: Sequence[float]) -> list[float]:
    """Return when the strokes near these times begin, in samples [channels, n].

    The place of the steepest rise of the piece's own band within 16 ms.
    """
    out = []
    for time_s in near_s:
        start = max(0, round((time_s - _AROUND_S) * rate_hz))
        some = sound[:, start : round((time_s + _AROUND_S) * rate_hz)]
        begin_s = start / rate_hz
        level = _level(some, rate_hz, piece)
        out.append(round(begin_s + _steepest(level, time_s - begin_s), 4))
    return out


def _steepest(level: NDArray[np.float64], near_s: float) -> float:
    """Return when a level in steps of half a millisecond rises most steeply, near a time."""
    reach, middle = round(_REACH_S / _STEP_S), round(near_s / _STEP_S)
    first, last = max(_BEFORE, middle - reach), min(len(level) - _AFTER - 1, middle + reach)
    if last <= first:
        return near_s
    at = np.arange(first, last + 1)
    total = np.concatenate([[0.0], np.cumsum(level)])
    after = (total[at + _AFTER] - total[at]) / _AFTER
    before = (total[at - 1] - total[at - _BEFORE]) / (_BEFORE - 1)
    floor = 1e-4 * float(after.max()) + 1e-20
    steep = np.log((after + floor) / (before + floor)) * np.sqrt(after / (after.max() + 1e-20))
    return float(at[int(steep.argmax())]) * _STEP_S


def _level(sound: Samples, rate_hz: int, piece: str) -> NDArray[np.float64]:
    from scipy.signal import butter, sosfiltfilt

    low_hz, high_hz = _BANDS_HZ[piece]
    high_hz = min(high_hz, 0.45 * rate_hz)
    low_hz = min(low_hz, 0.5 * high_hz)
    sections = butter(2, (low_hz, high_hz), "bandpass", fs=rate_hz, output="sos")
    power = np.zeros(sound.shape[1])
    for channel in sound:
        heard = sosfiltfilt(sections, channel) if channel.size > 64 else channel
        power += np.asarray(heard) ** 2
    edges = np.round(np.arange(0, sound.shape[1] / rate_hz, _STEP_S) * rate_hz).astype(np.int64)
    edges = edges[edges < power.size]
    return np.asarray(np.add.reduceat(power, edges) if len(edges) else np.zeros(0))
