"""The model that hears the pitch of a voice: SwiftF0, a small network inside its wheel.

Nieradzik, "SwiftF0: fast and accurate monophonic pitch detection" (2025); MIT licence.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tonmeister.listening.pitch import F0Model

LOWEST_HZ, HIGHEST_HZ = 50.0, 1400.0


@cache
def pitch_model() -> F0Model:
    """Return the model, loaded once."""
    from swift_f0 import SwiftF0

    from tonmeister.listening.pitch import Rough

    hears: Any = SwiftF0(threads=1)

    def listen(sound: NDArray[np.float64], rate_hz: int) -> Rough:
        import soxr

        at_16k = soxr.resample(sound.astype(np.float32), rate_hz, 16000)
        if at_16k.size == 0:
            return Rough(np.zeros(0), np.zeros(0), np.zeros(0))
        peak = float(np.abs(at_16k).max())
        if peak > 0.0:
            at_16k = at_16k * (0.7 / peak)  # the model takes very soft sound for silence
        heard = hears.detect(at_16k, 16000, fmin=LOWEST_HZ, fmax=HIGHEST_HZ)
        return Rough(heard.timestamps, heard.pitch_hz, heard.confidence)

    return listen
