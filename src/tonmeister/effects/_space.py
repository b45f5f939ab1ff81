"""Rooms and plates: sixteen delays that feed each other."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tonmeister.effects._biquads import NONE, Fixed, pass_sections
from tonmeister.effects.declare import At
from tonmeister.signal import Samples
from tonmeister.signal.kernels import GRID_FRAMES
from tonmeister.signal.kernels.spaces import LINES, reverberate

_DIFFUSERS_MS = (4.77, 3.60, 12.74, 9.31)  # Dattorro, J. Audio Eng. Soc. 45(9), 1997
SHORTEST_FRAMES = 64  # no delay is shorter
_RIGHT = 1.0637  # the right channel's diffusers are longer by this


@dataclass(frozen=True, slots=True)
class Place:
    """What a space is built of. Times in ms, one line's after the other."""

    lines_ms: tuple[float, ...]
    early_ms: tuple[tuple[float, ...], tuple[float, ...]]
    early_gains: tuple[float, ...]
    diffusion: float
    diffusers_scale: float


class Space:
    """A place at work: pre-delay, first reflections, reverberation, high-pass, mix.

    ``decay_s`` is the time to -60 dB in the middle of the spectrum; at ``damping_hz`` it is half.
    White noise comes back about as loud as it went in.
    """

    latency_frames = 0

    def __init__(
        self,
        place: Place,
        rate_hz: int,
        *,
        decay_s: float,
        predelay_ms: float,
        damping_hz: float,
        highpass_hz: float,
        mix: float,
        scale: float = 1.0,
    ) -> None:
        per_ms = rate_hz / 1000
        lines = [_next_prime(ms * scale * per_ms) for ms in place.lines_ms]
        diffusers = [
            _next_prime(ms * side * place.diffusers_scale * per_ms)
            for side in (1.0, _RIGHT)
            for ms in _DIFFUSERS_MS
        ]
        self._pre = round(predelay_ms * per_ms)
        self._early_at = np.array(
            [[round(ms * scale * per_ms) for ms in side] for side in place.early_ms], np.int64
        )
        stride = min(GRID_FRAMES, 1 << (min(*lines, *diffusers).bit_length() - 1))
        history = self._pre + int(self._early_at.max(initial=0)) + stride
        self._sizes = np.array([history, history, *diffusers, *lines], np.int64)
        self._places = np.zeros(self._sizes.size, np.int64)
        self._rings = np.zeros((self._sizes.size, int(self._sizes.max()) + stride))
        self._gains, self._poles = np.zeros(LINES), np.zeros(LINES)
        energy = 0.0
        for k, size in enumerate(lines):
            kept = 10 ** (-3 * size / (rate_hz * decay_s))
            pole = _pole(kept, min(damping_hz, 0.45 * rate_hz) / rate_hz)
            self._poles[k], self._gains[k] = pole, kept * (1 - pole)
            energy += (kept * (1 - pole)) ** 2 / (1 - pole**2) / LINES
        level = math.sqrt(2 * (1 - energy) / energy)  # half of the lines are heard on each side
        self._early_gains = np.array([place.early_gains] * 2) / level
        self._diffusion = place.diffusion
        self._low, self._work = np.zeros(LINES), np.zeros((LINES + 2, stride))
        gone = history + max(lines) + math.ceil(2 * decay_s * rate_hz)  # twice 60 dB
        self._clock = np.array([0, 0, gone], np.int64)
        low_cut = highpass_hz > 10.0
        self._cut = Fixed(pass_sections(highpass_hz, 12.0, rate_hz, high=True) if low_cut else NONE)
        self._wet, self._dry = mix * level, 1.0 - mix

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        """Put the space around ``[2, n]``, in place."""
        back = self._cut.process(block.copy() if self._dry else block)
        reverberate(
            back, self._rings, self._sizes, self._places, self._pre, self._early_at,
            self._early_gains, self._diffusion, self._gains, self._poles, self._low,
            self._work, self._clock,
        )  # fmt: skip
        back *= self._wet
        if self._dry:
            block *= self._dry
            back += block
        return back


def _pole(kept: float, frequency: float) -> float:
    """Return the one-pole that makes a line's loss in dB twice as large at ``frequency``."""
    less = 1 - kept**2
    if less < 1e-12:
        return 0.0
    b = 1 - kept**2 * math.cos(2 * math.pi * frequency)
    return (b - math.sqrt(b * b - less * less)) / less


def _next_prime(value: float) -> int:
    candidate = max(SHORTEST_FRAMES, math.ceil(value))
    while any(candidate % d == 0 for d in range(2, math.isqrt(candidate) + 1)):
        candidate += 1
    return candidate
