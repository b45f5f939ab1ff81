"""The moment of a stroke again, to half a millisecond, in the band that is its drum's alone.

A snare is hardly ever struck without a hat or a ride: heard with its wires it seems to come when
they do. Its heads (170 to 700 Hz) tell the truth; hats and cymbals are heard above the snare; a
kick is heard above its own boom, which hides the second of two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.grooves.strokes import PlayedStroke
from tonmeister.signal import Samples

BANDS_HZ = {
    "kick": (100.0, 400.0), "snare": (170.0, 700.0), "hat": (9000.0, 18000.0),
    "ride": (9000.0, 18000.0), "crash": (9000.0, 18000.0), "tom-mid": (60.0, 400.0),
}  # fmt: skip
_STEP_S = 0.0005
_AFTER, _BEFORE = 4, 6
_REACH_S = 0.012
_WEAK_DB = 40.0
OWN_LATE_S = {"snare": -0.00075, "hat": 0.00035, "ride": 0.00015}
"""How much later than its first sample each drum's band rises, by this rule (measured on ours)."""
_HIDDEN, _HIDES_S = ("snare", "tom-mid"), 0.025


def sharpened(sound: Samples, rate_hz: int, strokes: Sequence[PlayedStroke]) -> list[PlayedStroke]:
    """Return strokes (seconds) of a recording [channels, n], each at its band's steepest rise.

    A snare or tom with a kick at the same moment is not ``clear``: the kick's click is in its band.
    """
    from scipy.signal import butter, sosfiltfilt

    mono = sound.mean(axis=0)
    rises: dict[tuple[float, float], NDArray[np.float64]] = {}
    edges = np.round(np.arange(0.0, mono.size / rate_hz, _STEP_S) * rate_hz).astype(np.int64)
    edges = edges[edges < mono.size]
    kicks = [s.at for s in strokes if s.lane == "kick"]
    out = []
    for one in strokes:
        low_hz, high_hz = BANDS_HZ[one.lane]
        band = (min(low_hz, 0.2 * rate_hz), min(high_hz, 0.45 * rate_hz))
        if band not in rises:
            sections = butter(2, band, "bandpass", fs=rate_hz, output="sos")
            power = np.add.reduceat(np.asarray(sosfiltfilt(sections, mono)) ** 2, edges)
            rises[band] = np.concatenate([[0.0], np.cumsum(power)])
        at_s = _steepest(rises[band], one.at) - OWN_LATE_S.get(one.lane, 0.0)
        hidden = one.lane in _HIDDEN and any(abs(at - one.at) < _HIDES_S for at in kicks)
        out.append(replace(one, at=at_s, clear=not hidden))
    return out


def _steepest(total: NDArray[np.float64], near_s: float) -> float:
    """Return when summed power rises most steeply against before, near a time."""
    middle, reach = round(near_s / _STEP_S), round(_REACH_S / _STEP_S)
    first = max(_BEFORE, middle - reach)
    last = min(len(total) - 1 - _AFTER, middle + reach)
    if last <= first:
        return near_s
    at = np.arange(first, last + 1)
    after = (total[at + _AFTER] - total[at]) / _AFTER
    before = (total[at - 1] - total[at - _BEFORE]) / (_BEFORE - 1)
    floor = 10.0 ** (-_WEAK_DB / 10.0) * float(after.max()) + 1e-20
    steep = np.log((after + floor) / (before + floor)) * np.sqrt(after / (after.max() + 1e-20))
    return float(at[int(steep.argmax())]) * _STEP_S
