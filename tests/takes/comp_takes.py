"""Takes to be comped: tones for notes, noise for breaths, hiss everywhere; each note as told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tonmeister.listening.pitch import PitchCurve
from tonmeister.listening.takes.aligned import (
    AlignedTakes,
    HeardTake,
    ReferenceNote,
    TakeOnClock,
)
from tonmeister.model import Part, Phrase, PhraseScore, Span, Take, TakeScore

RATE_HZ = 16000
STEP_S = 0.005
NOTE_S, GAP_S, REST_S = 0.4, 0.15, 1.0
BREATH_S, BEFORE_S = 0.3, 0.05
"""A breath this long ends so long before its phrase."""
NOTES = 4
HISS = 10 ** (-75 / 20)


def phrase_s(number: int, gap_s: float = GAP_S) -> float:
    """Return when a phrase (from 1) starts."""
    length_s = NOTES * NOTE_S + (NOTES - 1) * gap_s
    return 0.8 + (number - 1) * (length_s + REST_S)


def made(
    cents: Sequence[Mapping[tuple[int, int], float]],
    phrases: int = 3,
    gap_s: float = GAP_S,
    levels_db: Sequence[float] = (),
    rigid: Sequence[bool] = (),
    late_ms: Sequence[float] = (),
    breath_db: float = -45.0,
) -> AlignedTakes:
    """Make takes; ``cents`` by take: (phrase, note from 0) -> cents off; note -1 is all of it."""
    notes, lines = [], []
    for number in range(1, phrases + 1):
        at_s = phrase_s(number, gap_s)
        for i in range(NOTES):
            begin = at_s + i * (NOTE_S + gap_s)
            notes.append(ReferenceNote(begin, begin + NOTE_S, 57.0 + 2 * i))
        first = (number - 1) * NOTES
        lines.append(
            Phrase(number=number, where=Span(at_s, notes[-1].end_s), notes=(first, first + NOTES),
                   words=f"line {number}", bars=f"bars {number}-{number}")
        )  # fmt: skip
    length_s = phrase_s(phrases + 1, gap_s)
    heard, clocks = {}, {}
    for k, off in enumerate(cents):
        number = k + 1
        take = Take(part="Vox", name=f"Vox {number}", number=number, track=f"Vox {number}",
                    begins_s=0.0, ends_s=length_s)  # fmt: skip
        late_s = (late_ms[k] if late_ms else 0.0) / 1000.0
        level = 0.2 * 10 ** ((levels_db[k] if levels_db else 0.0) / 20)
        sound, curve = _sung(notes, off, length_s, late_s, level, number, breath_db)
        heard[number] = HeardTake(take=take, sound=sound, rate_hz=RATE_HZ, pitch=curve, notes=())
        onsets = np.array([n.start_s for n in notes]) + late_s
        clocks[number] = TakeOnClock(
            warp_s=np.arange(0.0, length_s, 0.01), onsets_s=onsets, ends_s=onsets + NOTE_S,
            off_ms=np.full(len(notes), 1000.0 * late_s), rigid=rigid[k] if rigid else True,
        )  # fmt: skip
    part = Part(name="Vox", kind="voice", role="lead-vocal",
                takes=tuple(h.take for h in heard.values()), found_by="names")  # fmt: skip
    return AlignedTakes(part=part, heard=heard, on_clock=clocks, notes=tuple(notes),
                        phrases=tuple(lines), reference_by="score")  # fmt: skip


def _sung(notes, off, length_s, late_s, level, seed, breath_db):
    rng = np.random.default_rng(seed)
    n = round(length_s * RATE_HZ)
    sound = HISS * rng.standard_normal(n)
    f0 = np.zeros(round(length_s / STEP_S) + 1)
    for i, note in enumerate(notes):
        phrase, which = 1 + i // NOTES, i % NOTES
        out = off.get((phrase, which), 0.0) + off.get((phrase, -1), 0.0)
        hz = 440.0 * 2.0 ** ((note.pitch - 69.0 + out / 100.0) / 12.0)
        a, b = note.start_s + late_s, note.start_s + late_s + NOTE_S
        first, last = round(a * RATE_HZ), round(b * RATE_HZ)
        t = np.arange(last - first) / RATE_HZ
        shape = np.minimum(1.0, np.minimum(t, t[::-1]) / 0.02)
        sound[first:last] += (
            level * shape * sum(np.sin(2 * np.pi * h * hz * t) / h for h in range(1, 21))
        )
        f0[round(a / STEP_S) : round(b / STEP_S)] = hz
        if which == 0:
            e = round((a - BEFORE_S) * RATE_HZ)
            s = e - round(BREATH_S * RATE_HZ)
            swell = np.sin(np.pi * np.linspace(0, 1, e - s)) ** 0.5
            sound[s:e] += 10 ** (breath_db / 20) * swell * rng.standard_normal(e - s)
    return sound[None, :], PitchCurve(f0, np.where(f0 > 0, 0.99, 0.0))


def scored(aligned: AlignedTakes, costs: Sequence[Sequence[float]] | None = None):
    """Score takes by their notes' cents / 25, or as told: ``costs[take - 1][phrase - 1]``."""
    out = []
    for number, heard in aligned.heard.items():
        rows = []
        for p in aligned.phrases:
            off = []
            for note in aligned.notes[slice(*p.notes)]:
                late_s = float(aligned.on_clock[number].off_ms[0]) / 1000.0
                part = heard.pitch.part(note.start_s + late_s + 0.05, note.end_s + late_s - 0.05)
                off.append(abs(float(np.median(heard.pitch.midi[part])) - note.pitch) * 100.0)
            cents = float(np.mean(off))
            cost = cents / 25.0 if costs is None else costs[number - 1][p.number - 1]
            rows.append(
                PhraseScore(
                    take=number, phrase=p.number,
                    facts={"pitch_off_cents": 25.0 * cost, "timing_loose_ms": 5.0},
                    costs={"pitch": cost, "timing": 0.0}, cost_score=cost, confidence=1.0,
                )
            )  # fmt: skip
        mean = float(np.mean([r.cost_score for r in rows]))
        out.append(
            TakeScore(take=number, phrases=tuple(rows), facts={}, cost_score=mean, confidence=1.0)
        )
    return out
