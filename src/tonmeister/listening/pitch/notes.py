"""The notes that a voice sings: a hidden Markov model over its pitch.

States: silence, and each semitone. A voice glides, shakes and slides into its notes; the model
asks which row of semitones explains that best (after Ryynänen & Klapuri, "Modelling of note
events for singing transcription", 2004; Mauch et al., "Computer-aided melody note transcription
using the Tony software", 2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.pitch.curve import PitchCurve
from tonmeister.signal.kernels.viterbi import best_path

STRIDE = 2
SPREAD_SEMITONES = 0.38
SHORTEST_S = 0.09
GAP_S = 0.18
"""A consonant is shorter: the note goes on to the next one."""
SAME_S = 0.03
STAY, LEAVE, SPEAK = -0.01, -6.5, -5.5
FAR = -0.12


@dataclass(frozen=True, slots=True)
class SungNote:
    """A note as sung: where, which semitone, and how far from it in its middle.

    ``off_cents`` is against A = 440 Hz equal temperament (the recording's own tuning not
    removed); ``confidence`` the share of it that has a clear pitch.
    """

    start_s: float
    end_s: float
    midi: int
    off_cents: float
    confidence: float

    @property
    def pitch(self) -> float:
        """The pitch in semitones, with its cents."""
        return self.midi + self.off_cents / 100.0


def own_tuning_cents(curve: PitchCurve) -> float:
    """Return how far the voice as a whole lies from A = 440 Hz, -50 to 50 cents."""
    midi = curve.midi[curve.voiced]
    if midi.size == 0:
        return 0.0
    return float(np.angle(np.exp(2j * np.pi * midi).mean()) / (2 * np.pi) * 100.0)


def notes_of(curve: PitchCurve, level_db: NDArray[np.float64] | None = None) -> list[SungNote]:
    """Return the notes of a pitch curve; ``level_db`` [T] per step sharpens where they end."""
    if not curve.voiced.any():
        return []
    tuning = own_tuning_cents(curve) / 100.0
    midi = curve.midi[::STRIDE] - tuning
    sung = ~np.isnan(midi)
    if level_db is not None:
        loud = float(np.percentile(level_db[curve.voiced], 95))
        sung &= level_db[::STRIDE][: sung.size] > loud - 35.0
    if not sung.any():
        return []
    low, high = int(np.floor(np.nanmin(midi))) - 1, int(np.ceil(np.nanmax(midi))) + 1
    states = np.arange(low, high + 1)
    path = best_path(*_model(np.where(sung, np.nan_to_num(midi), 0.0), sung, states))
    rows = _cleaned(_runs(path, curve.step_s * STRIDE, low))
    return [note for row in rows if (note := _measured(curve, *row, tuning)) is not None]


def notes_within(curve: PitchCurve, spans: Sequence[tuple[float, float]]) -> list[SungNote]:
    """Return the notes of a curve where somebody says notes are: (start_s, end_s), voiced ones."""
    found = []
    for start_s, end_s in spans:
        inside = curve.midi[curve.part(start_s + 0.02, end_s - 0.02)]
        if np.count_nonzero(~np.isnan(inside)) < 4:
            continue
        middle = round(float(np.nanmedian(inside)))
        note = _measured(curve, start_s, end_s, middle, 0.0)
        if note is not None:
            found.append(note)
    return found


def _model(
    midi: NDArray[np.float64], sung: NDArray[np.bool_], states: NDArray[np.int_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return log likelihoods [T, S] and transitions [S, S]; state 0 is silence."""
    seen = np.empty((midi.size, states.size + 1))
    seen[:, 0] = np.where(sung, np.log(0.04), np.log(0.95))
    away = (midi[:, None] - states) / SPREAD_SEMITONES
    fits = np.log(0.9 * np.exp(-0.5 * away**2) / 0.95 + 0.02)
    seen[:, 1:] = np.where(sung[:, None], fits, np.log(0.12))
    moves = np.full((states.size + 1, states.size + 1), -14.0)
    moves[1:, 1:] = LEAVE + FAR * np.abs(states[:, None] - states)
    np.fill_diagonal(moves, STAY)
    moves[0, 1:] = moves[1:, 0] = SPEAK
    return seen, moves


def _runs(path: NDArray[np.int64], step_s: float, low: int) -> list[tuple[float, float, int]]:
    edges = np.flatnonzero(np.diff(path)) + 1
    bounds = np.concatenate([[0], edges, [path.size]])
    return [
        (float(a * step_s), float(b * step_s), int(low + path[a] - 1))
        for a, b in pairwise(bounds)
        if path[a] > 0
    ]


def _cleaned(rows: list[tuple[float, float, int]]) -> list[tuple[float, float, int]]:
    """Join what a flaw cut apart, leave out blips, carry notes over the consonants between."""
    joined: list[list[float]] = []
    for start_s, end_s, midi in rows:
        if joined and midi == joined[-1][2] and start_s - joined[-1][1] < SAME_S:
            joined[-1][1] = end_s
        else:
            joined.append([start_s, end_s, midi])
    kept: list[list[float]] = []
    for i, row in enumerate(joined):
        if row[1] - row[0] < SHORTEST_S:
            if i + 1 < len(joined) and joined[i + 1][0] - row[1] < 0.02:
                joined[i + 1][0] = row[0]
            continue
        kept.append(row)
    for one, other in pairwise(kept):
        if 0.0 < other[0] - one[1] < GAP_S:
            one[1] = other[0]
    return [(row[0], row[1], int(row[2])) for row in kept]


def _measured(
    curve: PitchCurve, start_s: float, end_s: float, midi: int, tuning: float
) -> SungNote | None:
    inside = curve.midi[curve.part(start_s + 0.03, end_s - 0.02)]
    clear = inside[~np.isnan(inside)]
    if clear.size == 0:
        return None
    off = float(np.median(clear)) - midi
    whole = round(off - tuning)
    return SungNote(
        start_s, end_s, midi + whole, 100.0 * (off - whole), clear.size / max(1, inside.size)
    )
