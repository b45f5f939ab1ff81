"""What is counted sample by sample: levels, flat tops, sudden holes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.kernels import kernel

FLAT_RISE = 6e-4
"""How far a wave must climb in two samples before a flat run counts as a clipped top; below it a
16-bit bass note is flat at its crest by itself."""

CLIPPED_RUN_FRAMES = 3
HOLE_LEVEL = 0.006  # -44 dBFS: a gap in something quieter is a pause
LEFT, RIGHT, CROSS, K_POWER, PEAK, SUM_LEFT, SUM_RIGHT, FLAT_COUNT, FLAT_LEVEL, HOLES = range(10)
"""The rows of what ``walk`` writes, one column for each step."""


@kernel
def walk(x, edges, k_coefs, k_state, holes, shortest_hole, longest_hole, fall, mono, out):  # type: ignore[no-untyped-def]
    """Go through a block once and add up each step.

    ``x`` [2, frames]; ``edges`` [steps + 1] frame numbers in ``x`` (the first is at least 2);
    ``k_coefs`` [2, 5] the K-weighting (b0 b1 b2 a1 a2); ``k_state`` [2, 2, 2]; ``holes`` [6] the
    memory of the hole finder (envelope, run, envelope before the run, frames to wait, run to
    confirm, its envelope before); ``fall`` the fall of the envelope a frame.
    """
    b0, b1, b2, a1, a2 = k_coefs[0]
    c0, c1, c2, d1, d2 = k_coefs[1]
    channels = 1 if mono else 2
    e1, e2 = b1 - a1 * b0, b2 - a2 * b0  # the filters by their memories alone: nothing waits
    f1, f2 = c1 - d1 * c0, c2 - d2 * c0
    for step in range(edges.shape[0] - 1):
        start, stop = edges[step], edges[step + 1]
        weighted = 0.0
        peak = 0.0
        flats = 0
        flat_level = 0.0
        for channel in range(channels):
            s0, s1 = k_state[channel, 0]
            t0, t1 = k_state[channel, 1]
            y = x[channel]
            total = 0.0
            square = 0.0
            run = 1
            rise = 0.0
            for i in range(start, stop):
                v = y[i]
                total += v
                square += v * v
                u = b0 * v + s0
                s0, s1 = (e1 * v + s1) - a1 * s0, e2 * v - a2 * s0
                w = c0 * u + t0
                t0, t1 = (f1 * u + t1) - d1 * t0, f2 * u - d2 * t0
                weighted += w * w
                level = abs(v)
                if level > peak:
                    peak = level
                if v == y[i - 1] and level > 0.01:
                    run += 1
                    if run == 2:
                        before = y[i - 2]
                        if before * v > 0.0:
                            rise = level - abs(y[i - 3]) if i >= 3 else 0.0
                        else:
                            rise = 0.0  # a jump from the other side is a square wave, not a clip
                    if run == 3 and rise > FLAT_RISE:
                        if level > flat_level * 1.003:
                            flat_level = level
                            flats = 1
                        elif level > flat_level * 0.997:
                            flats += 1
                else:
                    run = 1
            k_state[channel, 0, 0] = s0
            k_state[channel, 0, 1] = s1
            k_state[channel, 1, 0] = t0
            k_state[channel, 1, 1] = t1
            out[LEFT + channel, step] = square
            out[SUM_LEFT + channel, step] = total
        if mono:
            out[RIGHT, step] = out[LEFT, step]
            out[CROSS, step] = out[LEFT, step]
            out[SUM_RIGHT, step] = out[SUM_LEFT, step]
            weighted *= 2.0
        else:
            cross = 0.0
            for i in range(start, stop):
                cross += x[0, i] * x[1, i]
            out[CROSS, step] = cross
        out[K_POWER, step] = weighted
        out[PEAK, step] = peak
        out[FLAT_COUNT, step] = flats
        out[FLAT_LEVEL, step] = flat_level
        found = 0
        envelope, run_zero, before_zero, wait, confirm, confirm_before = holes
        for i in range(start, stop):
            level = abs(x[0, i]) + abs(x[1, i])
            if level == 0.0:
                if run_zero == 0.0:
                    before_zero = envelope
                run_zero += 1.0
            else:
                is_hole = run_zero >= shortest_hole and run_zero <= longest_hole
                if is_hole and before_zero > HOLE_LEVEL:
                    wait = shortest_hole * 2.0
                    confirm = run_zero
                    confirm_before = before_zero
                    envelope = 0.0
                run_zero = 0.0
            envelope = max(level, envelope * fall)
            if wait > 0.0:
                wait -= 1.0
                if wait <= 0.0:
                    wait = 0.0
                    alike = 0.25 * confirm_before < envelope < 4.0 * confirm_before
                    if envelope > HOLE_LEVEL and alike:
                        found += 1
        holes[0] = envelope
        holes[1] = run_zero
        holes[2] = before_zero
        holes[3] = wait
        holes[4] = confirm
        holes[5] = confirm_before
        out[HOLES, step] = found


@dataclass(slots=True)
class SampleWalk:
    """The memory of one walk through one recording."""

    rate_hz: int
    k_coefs: NDArray[np.float64]
    k_state: NDArray[np.float64] = field(default_factory=lambda: np.zeros((2, 2, 2)))
    holes: NDArray[np.float64] = field(default_factory=lambda: np.zeros(6))

    def block(
        self, x: NDArray[np.float64], edges: NDArray[np.int64], *, mono: bool
    ) -> NDArray[np.float64]:
        """Return the sums [10, steps] of the steps between the edges."""
        out = np.zeros((10, len(edges) - 1))
        walk(
            x,
            edges,
            self.k_coefs,
            self.k_state,
            self.holes,
            0.001 * self.rate_hz,
            0.25 * self.rate_hz,
            float(np.exp(-1.0 / (0.001 * self.rate_hz))),
            mono,
            out,
        )
        if mono:
            self.k_state[1] = self.k_state[0]
        return out

    def rest(self) -> None:
        """Forget what rang, after digital silence."""
        self.k_state[:] = 0.0
        self.holes[:] = 0.0
