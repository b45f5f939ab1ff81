"""The tempo of a loop: so many beats fit into its length, and things begin on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from tonmeister.listening.chopping.onsets import Onset

BEATS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256)
SLOWEST_BPM, FASTEST_BPM = 55.0, 210.0
USUAL_BPM, USUAL_OCTAVES = 112.0, 0.7
FITS = 0.42
"""From here on a reading is believed: things begin on its beats and their parts."""
LOOPS_FIRST = 0.8
"""A loop is cut to whole beats: that reading is believed though another fits a little better."""
_FINE = 0.002


@dataclass(frozen=True, slots=True)
class LoopTempo:
    """The tempo of a sample. ``beats``: how many fit into it, 0 where it is no loop.

    ``fit_score`` from 0 to 1 says how well things begin on its sixteenths.
    """

    quarter_bpm: float
    beats: int
    fit_score: float
    alternatives_bpm: tuple[float, ...]


def loop_tempo(
    found: Sequence[Onset], length_s: float, *, near_bpm: float | None = None
) -> LoopTempo | None:
    """Return the tempo of a sample that begins on a beat; None where nothing can be said.

    A whole number of beats in its length comes first. ``near_bpm``: what a person says, which
    only chooses the number of beats within 4 %; where none fits it is taken as it is.
    """
    if length_s < 0.2:
        return None
    at = np.array([o.at_s for o in found])
    weight = np.array([o.strength for o in found])
    loops = [(n, 60.0 * n / length_s) for n in BEATS]
    if near_bpm is not None:
        near = [(n, b) for n, b in loops if abs(b / near_bpm - 1.0) < 0.04]
        beats, bpm = near[0] if near else (0, near_bpm)
        return LoopTempo(bpm, beats, _fit(at, weight, bpm), _others(bpm))
    loops = [(n, b) for n, b in loops if SLOWEST_BPM <= b <= FASTEST_BPM]
    scored = sorted(
        ((_fit(at, weight, bpm) + _usual(bpm, n), n, bpm) for n, bpm in loops), reverse=True
    )
    best = LoopTempo(scored[0][2], scored[0][1], _fit(at, weight, scored[0][2]),
                     _others(scored[0][2])) if scored else None  # fmt: skip
    if len(at) < 4 or (best and best.fit_score >= FITS):
        return best
    bpms = np.geomspace(SLOWEST_BPM, FASTEST_BPM, round(np.log(FASTEST_BPM / SLOWEST_BPM) / _FINE))
    scores = [_fit(at - at[0], weight, float(b)) + _usual(float(b), 0) for b in bpms]
    bpm = float(bpms[int(np.argmax(scores))])
    free = LoopTempo(bpm, 0, _fit(at - at[0], weight, bpm), _others(bpm))
    return best if best and best.fit_score >= LOOPS_FIRST * free.fit_score else free


def _fit(at: np.ndarray[tuple[int], np.dtype[np.float64]],
         weight: np.ndarray[tuple[int], np.dtype[np.float64]], bpm: float) -> float:  # fmt: skip
    """Return how well things begin on quarters, eighths and sixteenths from 0 on: 0 to 1."""
    if not len(at):
        return 0.0
    turns = 2.0 * np.pi * at * bpm / 60.0
    parts = [float(np.sum(weight * np.cos(n * turns)) / weight.sum()) for n in (1, 2, 4)]
    return max(0.0, 0.25 * parts[0] + 0.3 * parts[1] + 0.45 * parts[2])


def _usual(bpm: float, beats: int) -> float:
    """Return how usual a tempo and a number of beats are: 0, and less for stranger ones."""
    strange = {0: 0.0, 1: -0.05, 3: -0.08, 6: -0.06, 12: -0.08, 24: -0.08, 48: -0.08, 96: -0.08}
    return strange.get(beats, 0.0) - 0.25 * (log2(bpm / USUAL_BPM) / USUAL_OCTAVES) ** 2


def _others(bpm: float) -> tuple[float, ...]:
    return tuple(round(bpm * r, 2) for r in (0.5, 2.0) if 40 <= bpm * r <= 260)
