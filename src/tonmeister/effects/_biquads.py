"""Filter designs: what an equaliser band is in numbers, at any sampling rate.

R. Bristow-Johnson's Audio EQ Cookbook (W3C Note, 2021); Butterworth slopes as products of
second-order sections. A section is ``(b0, b1, b2, a1, a2)`` with ``a0 = 1``.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tonmeister.effects.declare import At
from tonmeister.signal import Samples
from tonmeister.signal.kernels.dynamics import to_gain
from tonmeister.signal.kernels.filters import cascade, moving_band

Sections = NDArray[np.float64]
NONE: Sections = np.zeros((0, 5))
_HIGHEST_PART = 0.48  # of the sampling rate: no band is set nearer to its half
BELL, LOW_SHELF, HIGH_SHELF = 0, 1, 2


def _within(frequency_hz: float, rate_hz: int) -> float:
    return min(frequency_hz, _HIGHEST_PART * rate_hz)


def _section(b: tuple[float, float, float], a: tuple[float, float, float]) -> list[float]:
    return [b[0] / a[0], b[1] / a[0], b[2] / a[0], a[1] / a[0], a[2] / a[0]]


def pass_sections(frequency_hz: float, slope_db: float, rate_hz: int, *, high: bool) -> Sections:
    """Return a Butterworth high- or low-pass of 6, 12, 18 or 24 dB an octave."""
    order = round(slope_db / 6)
    k = math.tan(math.pi * _within(frequency_hz, rate_hz) / rate_hz)
    sections = []
    if order % 2:
        b = (1.0, -1.0, 0.0) if high else (k, k, 0.0)
        sections.append(_section(b, (1 + k, k - 1, 0.0)))
    for pair in range(order // 2):
        damping = 2 * math.sin(math.pi * (2 * pair + 1) / (2 * order))
        a = (1 + damping * k + k * k, 2 * (k * k - 1), 1 - damping * k + k * k)
        sections.append(_section((1.0, -2.0, 1.0) if high else (k * k, 2 * k * k, k * k), a))
    return np.array(sections)


def crossover(frequency_hz: float, rate_hz: int, *, high: bool) -> Sections:
    """Return one side of a Linkwitz-Riley crossover of 24 dB an octave: Butterworth twice."""
    half = pass_sections(frequency_hz, 12.0, rate_hz, high=high)
    return np.concatenate([half, half])


def turned(frequency_hz: float, rate_hz: int) -> Sections:
    """Return the all-pass that both sides of ``crossover`` add up to."""
    k = math.tan(math.pi * _within(frequency_hz, rate_hz) / rate_hz)
    d = math.sqrt(2.0) * k
    a = (1 + d + k * k, 2 * (k * k - 1), 1 - d + k * k)
    return np.array([_section((a[2], a[1], a[0]), a)])


def bell_q(frequency_hz: float, width_q: float, rate_hz: int) -> float:
    """Return the Q that keeps a bell as wide in octaves as it is far below half the rate."""
    w = 2 * math.pi * _within(frequency_hz, rate_hz) / rate_hz
    octaves_half = math.asinh(0.5 / width_q)
    return 0.5 / math.sinh(octaves_half * w / math.sin(w))


def band_sections(
    kind: int, frequency_hz: float, gain_db: float, width_q: float, rate_hz: int
) -> Sections:
    """Return a bell or shelf; none at 0 dB."""
    if gain_db == 0.0:
        return NONE
    frequency_hz = _within(frequency_hz, rate_hz)
    q = bell_q(frequency_hz, width_q, rate_hz) if kind == BELL else width_q
    w = 2 * math.pi * frequency_hz / rate_hz
    c, alpha, a = math.cos(w), math.sin(w) / (2 * q), 10 ** (gain_db / 40)
    if kind == BELL:
        return np.array([_section(
            (1 + alpha * a, -2 * c, 1 - alpha * a), (1 + alpha / a, -2 * c, 1 - alpha / a)
        )])  # fmt: skip
    s, r = (1.0 if kind == LOW_SHELF else -1.0), 2 * math.sqrt(a) * alpha
    up, down = a + 1, a - 1
    return np.array([_section(
        (a * (up - s * down * c + r), s * 2 * a * (down - s * up * c), a * (up - s * down * c - r)),
        (up + s * down * c + r, -s * 2 * (down + s * up * c), up + s * down * c - r),
    )])  # fmt: skip


class Fixed:
    """Biquads in a row that do not move."""

    latency_frames = 0

    def __init__(self, sections: Sections) -> None:
        self._sections = sections
        self._state, self._clock = np.zeros((len(sections), 4)), np.zeros(1)

    def process(self, block: Samples, key: Samples | None = None, at: At | None = None) -> Samples:
        """Filter ``[2, n]`` in place."""
        if len(self._sections):
            cascade(block, self._sections, self._state, self._clock)
        return block


class Band:
    """A bell or shelf whose gain may be automated: fixed if it is not, else moving smoothly."""

    latency_frames = 0

    def __init__(self, fixed: Sections, kind: int, hz: float, q: float, rate_hz: int) -> None:
        hz = _within(hz, rate_hz)
        self._fixed, self._kind = Fixed(fixed), kind
        self._g = math.tan(math.pi * hz / rate_hz)
        self._k = 1 / (bell_q(hz, q, rate_hz) if kind == BELL else q)
        self._state = np.zeros((2, 2))
        self._moves: bool | None = None

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        """Filter ``[2, n]`` in place; ``gain_db`` may be one value a frame."""
        gain_db = at("gain_db")
        moves = isinstance(gain_db, np.ndarray)
        if self._moves is None:
            self._moves = moves
        if moves != self._moves:
            raise ValueError("gain_db is automated in one block and not in another: be one of both")
        if not moves:
            return self._fixed.process(block)
        root = np.empty(block.shape[1])
        to_gain(np.asarray(gain_db, dtype=np.float64) / 2, root)
        moving_band(block, root, self._kind, self._g, self._k, self._state)
        return block
