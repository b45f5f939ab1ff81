"""Where to cut before a note: at the quietest place, so that its consonant or pick goes with it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.timing.attacks import Attacks

Real = NDArray[np.float64]

STRUCK_S, SUNG_S = 0.026, 0.110
"""How long before a stroke, or a sung or plucked note, the quietest place is sought."""
LATEST_S = 0.001


def cuts_of(heard: Sequence[Attacks], firsts_s: Sequence[float], *, struck: bool) -> Real:
    """Return where to cut before each stroke, seconds: the same for all microphones of a part.

    ``firsts_s``: when the first microphone hears each. Never nearer to the stroke before than half
    way.
    """
    if not heard or not firsts_s:
        return np.zeros(0)
    step_s = heard[0].step_s
    power = np.zeros(max(a.power.size for a in heard))
    for one in heard:
        power[: one.power.size] += one.power / 10.0 ** (one.usual_db / 10.0)
    width = 3 if struck else 9
    near = np.convolve(power, np.ones(width) / width, "same")
    out = []
    before_s = -1.0
    for at_s in firsts_s:
        earliest_s = max(at_s - (STRUCK_S if struck else SUNG_S), (at_s + before_s) / 2.0, 0.0)
        first, last = round(earliest_s / step_s), round((at_s - LATEST_S) / step_s)
        quiet = near[first:last]
        cut = first + quiet.size - 1 - int(quiet[::-1].argmin()) if quiet.size else first
        out.append(cut * step_s)
        before_s = at_s
    return np.array(out)
