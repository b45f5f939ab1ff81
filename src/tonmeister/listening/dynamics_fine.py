"""A finished sound every 10 ms in three bands: what its dynamics are judged by."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.check import shared
from tonmeister.listening.heard import Heard
from tonmeister.signal import Source
from tonmeister.signal.kernels import TINY, kernel

FINE_S = 0.01
LOW_HZ, HIGH_HZ = 120.0, 2000.0
BAND_NAMES = ("low", "mid", "high")
CHUNK_FRAMES = 1 << 17
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fine:
    """``T`` steps of 10 ms of a finished sound.

    ``power`` [2, 3, T]: mean square of left and right below 120 Hz, up to 2 kHz and above;
    ``peak`` [4, T]: the highest absolute value of left plus right over two in the three bands,
    and of either channel in the whole.
    """

    power: Array
    peak: Array

    @property
    def steps(self) -> int:
        """How many steps of 10 ms there are."""
        return int(self.power.shape[2])


@kernel
def _walk(x, edges, low, high, state, power, peak):  # type: ignore[no-untyped-def]
    """Split a block into three bands and sum each step; ``state`` [2, 4] are the memories.

    ``low`` and ``high`` [5] are second-order low- and high-pass; the middle is what is left.
    """
    b0, b1, b2, a1, a2 = low
    c0, c1, c2, d1, d2 = high
    l1, l2, h1, h2 = state[0]
    m1, m2, k1, k2 = state[1]
    for step in range(edges.shape[0] - 1):
        start, stop = edges[step], edges[step + 1]
        s0 = s1 = s2 = t0 = t1 = t2 = 0.0
        p0 = p1 = p2 = p3 = 0.0
        for i in range(start, stop):
            u, v = x[0, i], x[1, i]
            ul = b0 * u + l1
            l1, l2 = (b1 * u + l2) - a1 * ul, b2 * u - a2 * ul
            uh = c0 * u + h1
            h1, h2 = (c1 * u + h2) - d1 * uh, c2 * u - d2 * uh
            vl = b0 * v + m1
            m1, m2 = (b1 * v + m2) - a1 * vl, b2 * v - a2 * vl
            vh = c0 * v + k1
            k1, k2 = (c1 * v + k2) - d1 * vh, c2 * v - d2 * vh
            um, vm = u - ul - uh, v - vl - vh
            s0 += ul * ul
            s1 += um * um
            s2 += uh * uh
            t0 += vl * vl
            t1 += vm * vm
            t2 += vh * vh
            p0 = max(p0, abs(ul + vl))
            p1 = max(p1, abs(um + vm))
            p2 = max(p2, abs(uh + vh))
            p3 = max(p3, max(abs(u), abs(v)))
        count = max(stop - start, 1)
        power[0, 0, step], power[0, 1, step], power[0, 2, step] = s0 / count, s1 / count, s2 / count
        power[1, 0, step], power[1, 1, step], power[1, 2, step] = t0 / count, t1 / count, t2 / count
        peak[0, step], peak[1, step], peak[2, step], peak[3, step] = p0 / 2, p1 / 2, p2 / 2, p3
    for memory in (l1, l2, h1, h2, m1, m2, k1, k2):
        if abs(memory) > TINY:
            break
    else:
        l1 = l2 = h1 = h2 = m1 = m2 = k1 = k2 = 0.0
    state[0, 0], state[0, 1], state[0, 2], state[0, 3] = l1, l2, h1, h2
    state[1, 0], state[1, 1], state[1, 2], state[1, 3] = m1, m2, k1, k2


def _pass(hz: float, rate_hz: int, *, high: bool) -> NDArray[np.float64]:
    """Return a Butterworth pass of 12 dB an octave (b0, b1, b2, a1, a2)."""
    k = math.tan(math.pi * min(hz, 0.45 * rate_hz) / rate_hz)
    a0 = 1.0 + math.sqrt(2.0) * k + k * k
    b = (1.0, -2.0, 1.0) if high else (k * k, 2.0 * k * k, k * k)
    a1, a2 = 2.0 * (k * k - 1.0), 1.0 - math.sqrt(2.0) * k + k * k
    return np.array([*b, a1, a2]) / a0


def fine_of(sound: Source) -> Fine:
    """Walk through a sound once."""
    rate_hz = sound.rate_hz
    total = int(sound.frames / (rate_hz * FINE_S))
    edges = np.round(np.arange(total + 1) * (rate_hz * FINE_S)).astype(np.int64)
    power, peak = np.zeros((2, 3, total), np.float32), np.zeros((4, total), np.float32)
    low, high = _pass(LOW_HZ, rate_hz, high=False), _pass(HIGH_HZ, rate_hz, high=True)
    state = np.zeros((2, 4))
    each = max(1, int(CHUNK_FRAMES / (rate_hz * FINE_S)))
    for first in range(0, total, each):
        last = min(first + each, total)
        start, end = int(edges[first]), int(edges[last])
        block = sound.read(start, end - start)
        _walk(
            block, edges[first : last + 1] - start, low, high, state,
            power[:, :, first:last], peak[:, first:last],
        )  # fmt: skip
    return Fine(power, peak)


@shared
def fine(heard: Heard) -> Fine | None:
    """Return the fine levels of the finished sound; None where its samples cannot be read."""
    if heard.sound is None or heard.sound.frames < heard.sound.rate_hz:
        return None
    return fine_of(heard.sound)
