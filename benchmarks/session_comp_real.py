"""Takes made of one real voice: each note of each take moved by a known amount, each at a level.

The recording's own notes are given as the score, so its own faults are nobody's; what moves the
notes is the program's own tuning. The breaths, the room and the words are real.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.session_comp_truth import Sounds, Truth
from tonmeister.listening.pitch import SungNote, notes_of, pitch_curve
from tonmeister.listening.takes.aligned import ReferenceNote
from tonmeister.signal import Samples
from tonmeister.signal.instruments.takes import TrueNote, TrueTake
from tonmeister.signal.psola import retuned
from tonmeister.studio.pitch_model import pitch_model

TAKES = 6
GAP_S = 0.24
OFF_CENTS, LEVEL_DB, HISS_DBFS = 35.0, 2.0, -75.0
VOICES = {
    "vocadito_1": "vocadito/vocadito_1.wav",
    "MusicDelta Rock": "mdbdrums/Rock/raw/MusicDelta_Rock_RAW_05_01.wav",
    "megami vocals_1": "megami/2_rock/vocals_1.wav",
}


@dataclass(frozen=True)
class RealSession:
    """The truth about takes of a real voice, their sounds [1, n] and rate, the score."""

    name: str
    truth: Truth
    sounds: Sounds
    rate_hz: int
    score: tuple[ReferenceNote, ...]


def real_sessions(material: Path, seed: int = 7) -> Iterator[RealSession]:
    """Yield a session of each voice that is there."""
    for name, path in VOICES.items():
        if (material / path).is_file():
            sound, rate_hz = soundfile.read(material / path, always_2d=True)
            mono = np.ascontiguousarray(sound.mean(axis=1, keepdims=True).T)
            yield _session(name, mono, int(rate_hz), seed)


def _session(name: str, clean: Samples, rate_hz: int, seed: int) -> RealSession:
    curve = pitch_curve(clean, rate_hz, pitch_model())
    notes = notes_of(curve)
    lines = _lines(notes)
    rng = np.random.default_rng(seed)
    made, sounds = [], {}
    for number in range(1, TAKES + 1):
        bad = rng.beta(1.6, 2.2, max(lines) + 1)
        cents = np.zeros(curve.f0_hz.size)
        true = []
        for note, line in zip(notes, lines, strict=True):
            off = float(np.clip(bad[line] * OFF_CENTS * rng.standard_normal(), -100.0, 100.0))
            cents[curve.part(note.start_s, note.end_s)] = off
            true.append(TrueNote(line, note.start_s, note.end_s - note.start_s, note.pitch, off, 0))
        smooth = np.hanning(15)
        cents = np.convolve(cents, smooth / smooth.sum(), "same")
        moved = retuned(clean, rate_hz, curve.f0_hz, cents, curve.voiced, curve.step_s)
        level = 10 ** (LEVEL_DB * float(rng.standard_normal()) / 20)
        hiss = 10 ** (HISS_DBFS / 20) * rng.standard_normal(moved.shape)
        sounds[number] = np.ascontiguousarray(moved * level + hiss)
        made.append(TrueTake(np.zeros(0), tuple(true), bad))
    score = tuple(ReferenceNote(n.start_s, n.end_s, n.pitch) for n in notes)
    return RealSession(name, Truth(tuple(made)), sounds, rate_hz, score)


def _lines(notes: list[SungNote]) -> list[int]:
    """Return the line of each note: a pause ends one."""
    lines = [0]
    for before, note in pairwise(notes):
        lines.append(lines[-1] + (note.start_s - before.end_s >= GAP_S))
    return lines
