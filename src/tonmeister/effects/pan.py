"""Pan."""

from __future__ import annotations

from tonmeister.effects.declare import Effect, Processor, effect, knob


@effect("pan", source="house; sine law, -3 dB in the middle")
class Pan(Effect):
    """Where a part stands between the loudspeakers.

    Played by the console after all inserts: a mono track by the sine law (-3 dB in the middle),
    a stereo track as a balance that turns the far side down.
    """

    position_percent: float = knob(
        default=0.0, low=-100.0, high=100.0, rest=0.0, automatable=True,
        doc="-100 is left, 0 the middle, 100 right",
    )  # fmt: skip

    def start(self, rate_hz: int) -> Processor:
        raise NotImplementedError("pan: the console plays it at the end of a strip, not as insert")
