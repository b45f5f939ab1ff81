"""The notes that a voice sings: a hidden Markov model over its pitch.

States: silence, and each quarter of a semitone. A voice glides, shakes and slides into its notes;
the model asks which row of notes, most of a semitone apart at least, explains that best (after
Ryynänen & Klapuri, "Modelling of note events for singing transcription", 2004; Mauch et al.,
"Computer-aided melody note transcription using the Tony software", 2015). What is ours: the steps
of 0.7 semitones at least, and the dips of the level at which a pitch is sung again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.pitch.curve import PitchCurve
from tonmeister.listening.pitch.dips import dips
from tonmeister.signal.kernels.viterbi import best_path

STRIDE = 2
GRID = 4
"""States a semitone: a singer between two semitones sings one note, not two in turn."""
SPREAD_SEMITONES = 0.3
TEMPER = 0.35
"""Steps of 10 ms are much alike: each counts for a third."""
STRAY = 0.03
LEAST_STEP_SEMITONES = 0.7
SHORTEST_S = 0.09
GAP_S = 0.18
"""A consonant is shorter: the note goes on to the next one."""
SAME_S = 0.035
STAY, LEAVE, SPEAK, NEVER = -0.01, -10.0, -3.5, -30.0
FAR = -0.12
RANGE_DB = 28.0
"""What is softer than the loudest by more is no note but its echo, or a breath."""
LATE_S = 0.01


Row = tuple[float, float, float]
"""(start_s, end_s, pitch in semitones)."""


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
    """Return the notes of a pitch curve.

    ``level_db`` [T] per step says where a note ends, and where one pitch is sung twice: a
    consonant between two vowels makes the level dip.
    """
    if not curve.voiced.any():
        return []
    tuning = own_tuning_cents(curve) / 100.0
    midi = curve.midi[::STRIDE]
    sung = ~np.isnan(midi)
    if level_db is not None:
        loud = float(np.percentile(level_db[curve.voiced], 95))
        sung &= level_db[::STRIDE][: sung.size] > loud - RANGE_DB
    if not sung.any():
        return []
    low = np.floor(midi[sung].min()) - 1.0
    states = np.arange(low, np.ceil(midi[sung].max()) + 1.0, 1.0 / GRID)
    path = best_path(*_model(np.where(sung, np.nan_to_num(midi), 0.0), sung, states))
    rows = _joined(_runs(path, curve.step_s * STRIDE, states))
    if level_db is not None:
        rows = [part for row in rows for part in _parts(row, level_db, curve.step_s)]
    rows = _cleaned(rows)
    found = [_measured(curve, a, b, round(pitch - tuning), tuning) for a, b, pitch in rows]
    return [note for note in found if note is not None]


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
    midi: NDArray[np.float64], sung: NDArray[np.bool_], states: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return log likelihoods [T, S] and transitions [S, S]; state 0 is silence."""
    seen = np.empty((midi.size, states.size + 1))
    seen[:, 0] = np.where(sung, np.log(0.04), np.log(0.95))
    away = (midi[:, None] - states) / SPREAD_SEMITONES
    fits = TEMPER * np.log((1.0 - STRAY) * np.exp(-0.5 * away**2) + STRAY)
    seen[:, 1:] = np.where(sung[:, None], fits, np.log(0.12))
    apart = np.abs(states[:, None] - states)
    moves = np.empty((states.size + 1, states.size + 1))
    moves[1:, 1:] = np.where(apart < LEAST_STEP_SEMITONES, NEVER, LEAVE + FAR * apart)
    moves[0, :] = moves[:, 0] = SPEAK
    np.fill_diagonal(moves, STAY)
    return seen, moves


def _runs(path: NDArray[np.int64], step_s: float, states: NDArray[np.float64]) -> list[Row]:
    edges = np.flatnonzero(np.diff(path)) + 1
    bounds = np.concatenate([[0], edges, [path.size]])
    return [
        (float(a * step_s), float(b * step_s), float(states[path[a] - 1]))
        for a, b in pairwise(bounds)
        if path[a] > 0
    ]


def _joined(rows: list[Row]) -> list[Row]:
    """Join what a flaw cut apart: the same pitch after a gap shorter than any consonant."""
    out: list[Row] = []
    for start_s, end_s, pitch in rows:
        same = bool(out) and abs(pitch - out[-1][2]) < LEAST_STEP_SEMITONES
        if same and start_s - out[-1][1] < SAME_S:
            out[-1] = (out[-1][0], end_s, out[-1][2])
        else:
            out.append((start_s, end_s, pitch))
    return out


def _parts(row: Row, level_db: NDArray[np.float64], step_s: float) -> list[Row]:
    first, last = round(row[0] / step_s), round(row[1] / step_s)
    cuts = [first + cut for cut in dips(level_db[first:last], step_s)]
    if not cuts:
        return [row]
    return [(a * step_s, b * step_s, row[2]) for a, b in pairwise([first, *cuts, last])]


def _cleaned(rows: list[Row]) -> list[Row]:
    """Leave out blips, carry notes over the consonants between."""
    kept: list[list[float]] = []
    held_s: float | None = None
    for i, (start_s, end_s, pitch) in enumerate(rows):
        begin_s = start_s if held_s is None else held_s
        held_s = None
        if end_s - begin_s < SHORTEST_S:
            if i + 1 < len(rows) and rows[i + 1][0] - end_s < 0.02:
                held_s = begin_s
            continue
        kept.append([begin_s + LATE_S, end_s, pitch])
    for one, other in pairwise(kept):
        if other[0] - one[1] < GAP_S:
            one[1] = other[0]
    return [(row[0], row[1], row[2]) for row in kept]


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
