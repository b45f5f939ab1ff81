"""Breaths of a voice: noise without pitch, softer than the singing, right before a line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.cleaning.voice_frames import STEP_S, VoiceFrames

UNDER_LOUD_DB, OVER_FLOOR_DB = 10.0, 8.0
SUNG, UNSUNG = 0.55, 0.5
LEAST_S, MOST_S, BRIDGE_S = 0.12, 1.2, 0.05
BEFORE_LINE_S = 0.4
AFTER_SUNG_S, CONSONANT_S = 0.06, 0.05
LOW_SHARE, HISS_SHARE = 0.45, 0.75
FAINTEST_UNDER_DB = 38.0
LEAST_LINE_S = 0.1


@dataclass(frozen=True, slots=True)
class Breath:
    """One breath, its level, and how far it lies under the singing."""

    start_s: float
    end_s: float
    breath_dbfs: float
    under_db: float


def sung_steps(frames: VoiceFrames) -> NDArray[np.bool_]:
    """Say at which steps somebody sings: clearly a pitch, and not far under the loud notes."""
    return np.asarray((frames.periodic > SUNG) & (frames.level_dbfs > frames.loud_dbfs - 30.0))


def breaths_in(frames: VoiceFrames) -> tuple[Breath, ...]:
    """Return the breaths before sung lines, in order; consonants and sibilants are none."""
    level = frames.level_dbfs
    sung = _lasting(sung_steps(frames), LEAST_LINE_S)
    if not sung.any():
        return ()
    sung_dbfs = float(np.median(level[sung]))
    low, _, _, hiss = frames.shares
    likely = (
        (level > frames.floor_dbfs + OVER_FLOOR_DB)
        & (level < sung_dbfs - UNDER_LOUD_DB)
        & (frames.periodic < UNSUNG)
        & (low < LOW_SHARE)
        & (hiss < HISS_SHARE)
        & ~sung
    )
    found = []
    onsets = np.flatnonzero(np.diff(np.concatenate([[0], sung.astype(np.int8)])) == 1)
    for first, last in _runs(likely, round(BRIDGE_S / STEP_S)):
        before = sung[max(0, first - round(AFTER_SUNG_S / STEP_S)) : first].any()
        first += round(AFTER_SUNG_S / STEP_S) if before else 0
        later = onsets[onsets >= last - 1]
        if not later.size or (later[0] - last) * STEP_S > BEFORE_LINE_S:
            continue
        if (later[0] - last) * STEP_S < CONSONANT_S:
            last -= round(CONSONANT_S / STEP_S)
        if not LEAST_S <= (last - first) * STEP_S <= MOST_S:
            continue
        breath_dbfs = 10.0 * float(np.log10(np.mean(10.0 ** (level[first:last] / 10.0))))
        if sung_dbfs - breath_dbfs > FAINTEST_UNDER_DB:
            continue
        found.append(Breath(first * STEP_S, last * STEP_S, breath_dbfs, sung_dbfs - breath_dbfs))
    return tuple(found)


def _lasting(on: NDArray[np.bool_], least_s: float) -> NDArray[np.bool_]:
    out = np.zeros(on.size, np.bool_)
    for first, last in _runs(on, 2):
        if (last - first) * STEP_S >= least_s:
            out[first:last] = on[first:last]
    return out


def _runs(on: NDArray[np.bool_], bridge: int) -> list[tuple[int, int]]:
    """Return where something holds, over gaps of at most ``bridge`` steps."""
    out: list[tuple[int, int]] = []
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(np.int8), [0]]))).reshape(-1, 2)
    for first, last in edges:
        if out and first - out[-1][1] <= bridge:
            out[-1] = out[-1][0], int(last)
        else:
            out.append((int(first), int(last)))
    return out
