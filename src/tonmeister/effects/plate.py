"""Plate."""

from __future__ import annotations

from tonmeister.effects._space import Place, Space
from tonmeister.effects.declare import Effect, Processor, effect, knob

_PLATE = Place(
    lines_ms=(
        17.3, 19.7, 21.9, 24.1, 26.7, 29.3, 31.1, 33.9,
        36.7, 38.9, 41.9, 44.7, 47.3, 50.1, 52.7, 55.9,
    ),
    early_ms=((), ()),
    early_gains=(),
    diffusion=0.7,
    diffusers_scale=1.0,
)  # fmt: skip


@effect("plate", source="Jot & Chaigne 1991; diffusers: Dattorro, J. Audio Eng. Soc. 45(9), 1997")
class Plate(Effect):
    """A plate of steel: dense and bright at once, no walls to be heard. The classic for voices.

    Fixed in time, so that the same sound always gives the same plate.
    """

    decay_s: float = knob(
        default=1.6, low=0.1, high=12.0, curve="log", doc="time until it has fallen by 60 dB"
    )
    predelay_ms: float = knob(default=20.0, low=0.0, high=250.0, doc="time before it answers")
    damping_hz: float = knob(
        default=7000.0, low=500.0, high=20000.0, curve="log", doc="where it decays twice as fast"
    )
    highpass_hz: float = knob(
        default=250.0, low=10.0, high=2000.0, curve="log", doc="what stays off the plate, below"
    )
    mix_percent: float = knob(
        default=100.0, low=0.0, high=100.0, rest=0.0, doc="how much of the result is plate"
    )

    def tail_s(self) -> float:
        return self.decay_s + self.predelay_ms / 1000 + 0.1

    def start(self, rate_hz: int) -> Processor:
        return Space(
            _PLATE,
            rate_hz,
            decay_s=self.decay_s,
            predelay_ms=self.predelay_ms,
            damping_hz=self.damping_hz,
            highpass_hz=self.highpass_hz,
            mix=self.mix_percent / 100,
        )
