"""Trim."""

from __future__ import annotations

from tonmeister.effects.declare import At, Effect, Processor, effect, knob, switch
from tonmeister.signal import Samples, gain


@effect("trim", source="house")
class Trim(Effect):
    """Put a recording right before anything else: its level, its polarity, its place in time.

    The shift is played by the console, which reads the track earlier or later; here it is only
    written down.
    """

    gain_db: float = knob(default=0.0, low=-48.0, high=48.0, rest=0.0, doc="louder or softer")
    flip_polarity: bool = switch(
        default=False, doc="turn the wave over, against another microphone of the same source"
    )
    shift_ms: float = knob(
        default=0.0, low=-100.0, high=100.0, rest=0.0, doc="later, or earlier if negative"
    )

    def start(self, rate_hz: int) -> Processor:
        return _Trimming(-gain(self.gain_db) if self.flip_polarity else gain(self.gain_db))


class _Trimming:
    latency_frames = 0

    def __init__(self, factor: float) -> None:
        self._factor = factor

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        block *= self._factor
        return block
