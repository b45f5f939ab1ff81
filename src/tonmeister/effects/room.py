"""Room."""

from __future__ import annotations

from tonmeister.effects._space import Place, Space
from tonmeister.effects.declare import Effect, Processor, effect, knob

_ROOM = Place(
    lines_ms=(
        23.1, 25.7, 28.3, 29.9, 32.3, 34.7, 37.1, 39.7,
        41.9, 44.3, 46.9, 49.3, 52.1, 55.3, 58.7, 61.9,
    ),
    early_ms=(
        (4.3, 9.7, 14.9, 19.1, 26.3, 33.7),
        (5.9, 8.3, 16.1, 21.7, 24.1, 36.5),
    ),
    early_gains=(0.30, -0.25, 0.22, 0.18, -0.15, 0.12),
    diffusion=0.5,
    diffusers_scale=0.5,
)  # fmt: skip


@effect("room", source="Jot & Chaigne, AES preprint 3030, 1991 (feedback delay network)")
class Room(Effect):
    """A room around a part: first the walls, then what is left between them.

    Fixed in time, so that the same sound always gives the same room.
    """

    decay_s: float = knob(
        default=0.8, low=0.1, high=12.0, curve="log", doc="time until it has fallen by 60 dB"
    )
    predelay_ms: float = knob(default=10.0, low=0.0, high=250.0, doc="time before it answers")
    size_percent: float = knob(
        default=60.0, low=10.0, high=250.0, doc="how far the walls are; 100 is a concert room"
    )
    damping_hz: float = knob(
        default=5000.0, low=500.0, high=20000.0, curve="log", doc="where it decays twice as fast"
    )
    highpass_hz: float = knob(
        default=150.0, low=10.0, high=2000.0, curve="log", doc="what stays out of the room, below"
    )
    mix_percent: float = knob(
        default=100.0, low=0.0, high=100.0, rest=0.0, doc="how much of the result is room"
    )

    def tail_s(self) -> float:
        return self.decay_s + self.predelay_ms / 1000 + 0.1

    def start(self, rate_hz: int) -> Processor:
        return Space(
            _ROOM,
            rate_hz,
            decay_s=self.decay_s,
            predelay_ms=self.predelay_ms,
            damping_hz=self.damping_hz,
            highpass_hz=self.highpass_hz,
            mix=self.mix_percent / 100,
            scale=self.size_percent / 100,
        )
