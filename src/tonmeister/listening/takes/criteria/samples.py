"""What is wrong with the samples of a take: clicks, and tops that were cut off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import stretches
from tonmeister.listening.sound_clicks import Click, clicks
from tonmeister.listening.sound_file import (
    BEFORE,
    FINE_S,
    JUMP_BLOCK,
    JUMP_WINDOW,
    LADDER_DB,
    STEP_S,
    FileSound,
    hann,
)
from tonmeister.listening.takes.aligned import HeardTake
from tonmeister.signal.kernels import flaws

Real = NDArray[np.float64]

LEAST_TOPS, SAME_CEILING = 3, 0.9


@dataclass(frozen=True, slots=True)
class Samples:
    """Clicks, and where tops are flat: (from s, to s, how many, ceiling in dBFS), own clock."""

    clicks: tuple[Click, ...]
    clipped: tuple[tuple[float, float, int, float], ...]


def samples_of(take: HeardTake) -> Samples:
    """Look at every sample of a take. Its two halves go through the ears' two sides at once."""
    x, rate = take.sound[0], take.rate_hz
    fine = max(8, round(FINE_S * rate))
    hop = max(1, round(STEP_S * rate))
    half = max(1, -(-x.size // (2 * fine))) * fine
    whole = np.zeros((2, BEFORE + 2 * half))
    whole[0, BEFORE : BEFORE + x.size] = x
    both = np.stack([whole[0, : BEFORE + half], whole[0, half:]])
    jump, peak = np.zeros((2, half // fine)), np.zeros((2, half // fine))
    hard = np.zeros((-(-2 * half // hop), 4))
    if x.any():
        flaws.jumps(both, BEFORE, JUMP_BLOCK, hann(JUMP_WINDOW), fine, jump)
        flaws.peaks(both, BEFORE, fine, peak)
        rungs = np.zeros((2, hard.shape[0], LADDER_DB.size))
        flaws.tops(
            whole, BEFORE, 0, hop, 10.0 ** (LADDER_DB / 20.0), np.zeros(2), rungs[0], rungs[1],
            hard,
        )  # fmt: skip
    return Samples(_clicks(take, fine, jump.ravel(), peak.ravel()), _clipped(hard))


def _clicks(take: HeardTake, fine: int, jump: Real, peak: Real) -> tuple[Click, ...]:
    """Ask what hears clicks in finished sound; it knows strokes and strings from clicks."""
    silent, nothing = np.zeros_like(jump), np.zeros((0, 0))
    return clicks(
        FileSound(
            rate_hz=take.rate_hz, frames=take.sound.shape[1], fine_frames=fine,
            peak=np.stack([peak, silent]), jump=np.stack([jump, silent]), between=silent,
            counts=nothing, widths=nothing, hard=nothing, low=np.zeros(0), low_rate_hz=1.0,
            spectra=nothing, air=nothing, loud=np.zeros(0), bits=0,
        )
    )  # fmt: skip


def _clipped(hard: Real) -> tuple[tuple[float, float, int, float], ...]:
    """Join the half seconds in which tops are flat at the same ceiling."""
    tops, _, _, level = hard.T
    on = (tops > 0) & (level > SAME_CEILING * float(level.max(initial=0.0)))
    found = []
    for where in stretches(on, join_s=STEP_S, least_s=0.0, hop_s=STEP_S):
        steps = slice(round(where.start_s / STEP_S), round(where.end_s / STEP_S))
        count = int(tops[steps].sum())
        if count >= LEAST_TOPS:
            ceiling_db = 20.0 * float(np.log10(level[steps].max()))
            found.append((where.start_s, where.end_s, count, ceiling_db))
    return tuple(found)
