"""Fader."""

from __future__ import annotations

import numpy as np

from tonmeister.effects._turning import Turner, gains_of
from tonmeister.effects.declare import At, Effect, Processor, effect, knob
from tonmeister.signal import Samples

_OFF_DB = -100.0


@effect("fader", source="house")
class Fader(Effect):
    """How loud a part is in the mix. At -100 dB it is off.

    The console plays it after all inserts, wherever it stands on the strip.
    """

    gain_db: float = knob(
        default=0.0, low=_OFF_DB, high=24.0, rest=0.0, automatable=True, doc="louder or softer"
    )

    def start(self, rate_hz: int) -> Processor:
        return _Fading()


class _Fading:
    latency_frames = 0

    def __init__(self) -> None:
        self._turner = Turner()

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        level_db = at("gain_db")
        gains = gains_of(level_db, block.shape[1])
        gains[np.broadcast_to(np.asarray(level_db) <= _OFF_DB, gains.shape)] = 0.0
        return self._turner.turn(block, gains)
