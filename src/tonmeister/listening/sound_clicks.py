"""Clicks: moments in which a few samples jump out of what their past foretells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.sound_file import JUMP_WINDOW, FileSound, hann
from tonmeister.signal import Source
from tonmeister.signal.kernels import flaws

Real = NDArray[np.float64]

NEAR_S, WIDE_S = 0.0015, 0.03
"""A click is over at once; a drum goes on jumping, and a string or a reed jumps every period."""

STANDS_OUT = 4.5
"""How many times the next highest jump within 30 ms."""

OVER_MEDIAN = 10.0
AFTER_S, LOUDER = 0.02, 2.0
"""What begins with a jump and is louder afterwards is a stroke, not a click."""

START_S = 0.002
"""What jumps at the very beginning is a cut start, not a click."""

ASKED = 12
"""So many clicks are looked for in the stems."""

FAINTEST = 10.0 ** (-50.0 / 20.0)


@dataclass(frozen=True, slots=True)
class Click:
    """One click: where, how high it jumps (linear), and on which side."""

    at_s: float
    level: float
    channel: int
    outstanding: float


def clicks(sound: FileSound) -> tuple[Click, ...]:
    """Return the clicks of a sound, in order; one that is on both sides counts once."""
    step_s = sound.fine_frames / sound.rate_hz
    found: list[Click] = []
    for channel in range(2):
        jump, peak = sound.jump[channel], sound.peak[channel]
        if jump.size < 8:
            continue
        found += _of_channel(jump, peak, step_s, channel)
    found.sort(key=lambda click: (click.at_s, -click.level))
    alone: list[Click] = []
    for click in found:
        if alone and click.at_s - alone[-1].at_s < 2.0 * NEAR_S:
            if click.level > alone[-1].level:
                alone[-1] = click
            continue
        alone.append(click)
    return tuple(alone)


def shares(sounds: Mapping[str, Source], times_s: Sequence[float]) -> dict[str, float]:
    """Return how much of the clicks at these moments comes from each stem: fractions, sum 1."""
    power = {name: sum(_jump(sound, at_s) ** 2 for at_s in times_s[:ASKED])
             for name, sound in sounds.items()}  # fmt: skip
    total = sum(power.values())
    return {name: part / total for name, part in power.items()} if total > 0.0 else {}


def _jump(sound: Source, at_s: float) -> float:
    """Return how far a stem jumps around a moment."""
    at = round(at_s * sound.rate_hz)
    x = sound.read(at - JUMP_WINDOW // 2, JUMP_WINDOW)
    near = max(8, round(NEAR_S * sound.rate_hz))
    out = np.zeros((2, 1))
    start = JUMP_WINDOW // 2 - near // 2
    cut = np.ascontiguousarray(x[:, : start + 2 * near])
    flaws.jumps(cut, start, 2 * near, hann(start), 2 * near, out)
    return float(out.max())


def _of_channel(jump: Real, peak: Real, step_s: float, channel: int) -> list[Click]:
    near, wide = max(1, round(NEAR_S / step_s)), round(WIDE_S / step_s)
    likely = np.flatnonzero(jump > FAINTEST)
    likely = likely[likely * step_s > START_S]
    likely = likely[jump[likely] >= _most(jump, 1, near, likely)]
    likely = likely[jump[likely] >= _most(jump, -near, -1, likely)]
    rest = np.maximum(_most(jump, near, wide, likely), _most(jump, -wide, -near, likely))
    outstanding = jump[likely] / np.maximum(rest, 1e-6)
    likely, outstanding = likely[outstanding > STANDS_OUT], outstanding[outstanding > STANDS_OUT]
    after = round(AFTER_S / step_s)
    found = []
    for at, stands in zip(likely, outstanding, strict=True):
        around = jump[max(0, at - wide) : at + wide + 1]
        if jump[at] < OVER_MEDIAN * float(np.median(around)):
            continue
        before = peak[max(0, at - after) : max(at - near + 1, 0)]
        later = peak[at + near : at + after]
        if later.size and before.size:
            was, is_ = float(np.sqrt(np.mean(before**2))), float(np.sqrt(np.mean(later**2)))
            if is_ > LOUDER * was + 0.1 * float(jump[at]):
                continue
        found.append(Click(float(at * step_s), float(jump[at]), channel, float(stands)))
    return found


def _most(x: Real, first: int, last: int, at: NDArray[np.intp]) -> Real:
    """Return the highest of ``x[i + first : i + last + 1]`` for each ``i``; 0 outside."""
    if not at.size:
        return np.zeros(0)
    size = last - first + 1
    padded = np.pad(x, (max(0, -first), max(0, last)))
    view = np.lib.stride_tricks.sliding_window_view(padded, size)
    return np.asarray(view[at + first + max(0, -first)].max(axis=1))
