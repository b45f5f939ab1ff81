"""Pauses: where nobody plays and only the room, the amplifier or the others are heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tonmeister.listening.cleaning.breaths import Breath
from tonmeister.listening.cleaning.voice_frames import STEP_S, VoiceFrames

UNDER_LOUD_DB, OVER_FLOOR_DB = 32.0, 10.0
LEAST_RANGE_DB = 26.0
"""Less than this between the loud notes and the floor: what is a pause cannot be told."""

PRE_ROLL_S, BREATH_ROLL_S, AFTER_S = 0.25, 0.1, 0.5
LEAST_S = 1.0
AUDIBLE_DBFS = -72.0
SMOOTH_STEPS = 5


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause, its notes' tail and the next one's beginning left out, and its level."""

    start_s: float
    end_s: float
    level_dbfs: float


def pauses_in(
    frames: VoiceFrames, breaths: Sequence[Breath] = (), *, least_s: float = LEAST_S
) -> tuple[Pause, ...]:
    """Return the pauses in which something is left to hear, in order.

    What comes next keeps a quarter of a second before it, or its breath.
    """
    level = frames.level_dbfs
    if frames.loud_dbfs - frames.floor_dbfs < LEAST_RANGE_DB:
        return ()
    limit = min(frames.loud_dbfs - UNDER_LOUD_DB, frames.floor_dbfs + OVER_FLOOR_DB)
    power = np.convolve(10.0 ** (level / 10.0), np.full(SMOOTH_STEPS, 1.0 / SMOOTH_STEPS), "same")
    quiet = 10.0 * np.log10(power + 1e-20) < limit
    for breath in breaths:
        quiet[round(breath.start_s / STEP_S) : round(breath.end_s / STEP_S) + 1] = False
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    found = []
    for first, last in edges.reshape(-1, 2):
        ends = last * STEP_S
        roll = BREATH_ROLL_S if any(abs(b.start_s - ends) < 0.05 for b in breaths) else PRE_ROLL_S
        start_s = first * STEP_S + (AFTER_S if first > 0 else 0.0)
        end_s = ends - (roll if last < level.size else 0.0)
        if end_s - start_s < least_s:
            continue
        inside = level[round(start_s / STEP_S) : round(end_s / STEP_S)]
        mean_dbfs = 10.0 * float(np.log10(np.mean(10.0 ** (inside / 10.0))))
        if mean_dbfs > AUDIBLE_DBFS:
            found.append(Pause(start_s, end_s, mean_dbfs))
    return tuple(found)
