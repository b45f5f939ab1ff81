"""Where a sample strikes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonmeister.listening.drums.frames import HOP_S, band_powers
from tonmeister.listening.drums.strokes import strokes
from tonmeister.signal import Samples

_STEP_S = 0.0005
_REACH_S = 0.015
_AFTER, _BEFORE = 4, 6
_APART_S = 0.03
_BEFORE_S = 0.2
"""So much silence is heard first: a loop begins with a stroke."""


@dataclass(frozen=True, slots=True)
class Onset:
    """A moment at which something begins. ``strength`` from 0 to 1, the strongest 1."""

    at_s: float
    strength: float


def onsets(sound: Samples, rate_hz: int) -> list[Onset]:
    """Return where something begins in samples [channels, n], to half a millisecond."""
    if sound.shape[1] < 0.05 * rate_hz or not np.abs(sound).max(initial=0.0) > 1e-5:
        return []
    before = round(_BEFORE_S * rate_hz)
    padded = np.concatenate([np.zeros((len(sound), before)), sound], axis=1)
    step = max(1, round(_STEP_S * rate_hz))
    power = np.add.reduceat(np.sum(padded**2, axis=0), np.arange(0, padded.shape[1], step))
    rises = np.concatenate([np.zeros(1), np.cumsum(power)])
    each_s = step / rate_hz
    found: list[Onset] = []
    for frame in strokes(band_powers(padded, rate_hz)):
        at = _steepest(rises, round(float(frame) * HOP_S / each_s), round(_REACH_S / each_s))
        louder = float(rises[min(len(rises) - 1, at + 40)] - rises[at])
        one = Onset(max(0.0, at * each_s - before / rate_hz), louder**0.5)
        if found and one.at_s - found[-1].at_s < _APART_S:
            found[-1] = max(found[-1], one, key=lambda o: o.strength)
        else:
            found.append(one)
    hardest = max((o.strength for o in found), default=1.0) or 1.0
    return [Onset(round(o.at_s, 4), round(o.strength / hardest, 4)) for o in found]


def _steepest(rises: np.ndarray[tuple[int], np.dtype[np.float64]], near: int, reach: int) -> int:
    """Return the step at which power rises most against before."""
    first, last = max(0, near - reach), min(len(rises) - _AFTER - 1, near + reach)
    if last <= first:
        return max(0, min(near, len(rises) - 2))
    at = np.arange(first, last + 1)
    after = (rises[at + _AFTER] - rises[at]) / _AFTER
    low = np.maximum(at - _BEFORE, 0)
    before = (rises[at] - rises[low]) / np.maximum(at - low, 1)
    floor = 1e-4 * float(after.max()) + 1e-20
    steep = np.log((after + floor) / (before + floor)) * np.sqrt(after / (after.max() + 1e-20))
    return int(at[int(steep.argmax())])
