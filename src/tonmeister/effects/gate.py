"""Gate."""

from __future__ import annotations

import numpy as np

from tonmeister.effects._turning import Turner, share
from tonmeister.effects.declare import At, Effect, Processor, effect, knob
from tonmeister.signal import Samples, gain
from tonmeister.signal.kernels.dynamics import gate


@effect("gate", source="Zoelzer (ed.), DAFX, 2nd ed., 2011, ch. 4; hold and hysteresis as on desks")
class Gate(Effect):
    """Close the microphone while its player is silent, so that the others do not leak in."""

    threshold_db: float = knob(default=-45.0, low=-90.0, high=0.0, doc="the peak that opens it")
    range_db: float = knob(
        default=-20.0, low=-90.0, high=0.0, rest=0.0, doc="how far it turns down when closed"
    )
    attack_ms: float = knob(
        default=1.0, low=0.05, high=100.0, curve="log", doc="time to open (63 % of the way)"
    )
    hold_ms: float = knob(
        default=60.0, low=0.0, high=2000.0, doc="time it stays open after the last loud peak"
    )
    release_ms: float = knob(
        default=150.0, low=1.0, high=4000.0, curve="log", doc="time to close (63 % of the way)"
    )
    hysteresis_db: float = knob(
        default=6.0, low=0.0, high=24.0, doc="how far under the threshold it stays open"
    )

    def start(self, rate_hz: int) -> Processor:
        return _Gating(self, rate_hz)


class _Gating:
    latency_frames = 0

    def __init__(self, setting: Gate, rate_hz: int) -> None:
        self._range_db = float(setting.range_db)
        self._open_at = gain(setting.threshold_db)
        self._close_at = gain(setting.threshold_db - setting.hysteresis_db)
        self._attack = share(setting.attack_ms, rate_hz)
        self._release = share(setting.release_ms, rate_hz)
        self._hold = float(round(setting.hold_ms * rate_hz / 1000))
        self._state = np.array([self._range_db, 0.0, 0.0])
        self._turner = Turner()

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        gains = np.empty(block.shape[1])
        gate(
            block if key is None else key, self._open_at, self._close_at, self._range_db,
            self._attack, self._hold, self._release, self._state, gains,
        )  # fmt: skip
        return self._turner.turn(block, gains)
