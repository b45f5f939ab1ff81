"""Takes that are written, not sung: each note as far off as it is told, to the cent."""

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

RATE_HZ = 8000
BEAT_S, BAR_S = 0.5, 2.0
STEP_S = 0.005
TUNE = (67, 69, 71, 69, 67, 64, 67)
BEATS = (1.0, 0.5, 0.5, 1.0, 1.0, 1.0, 2.0)
WORDS = "turn the lights down low to-night"

Off = Mapping[tuple[int, int], float]
"""By phrase and note (both from 1): cents, or milliseconds."""


def bars(where: Span) -> str:
    return f"bar {1 + int(where.start_s / BAR_S + 1e-9)}"


def written(
    takes: Sequence[tuple[Off, Off]],
    phrases: int = 4,
    words: str = WORDS,
    gone: Mapping[int, Sequence[tuple[int, int]]] | None = None,
    sags: Mapping[int, Off] | None = None,
    kind: str = "voice",
) -> AlignedTakes:
    """Build aligned takes of a tune of ``phrases`` lines of four bars. A key of (phrase, 0) is
    the whole phrase. ``gone``: notes left out, by take; ``sags``: cents lost to the end, by take.
    """
    notes, lines = [], []
    for p in range(phrases):
        at_s = p * 4 * BAR_S + BEAT_S
        first = len(notes)
        for pitch, beats in zip(TUNE, BEATS, strict=True):
            notes.append(ReferenceNote(at_s, at_s + beats * BEAT_S, float(pitch)))
            at_s += beats * BEAT_S
        where = Span(notes[first].start_s, notes[-1].end_s)
        last = 1 + int(where.end_s / BAR_S)
        lines.append(
            Phrase(number=p + 1, where=where, notes=(first, len(notes)), words=words,
                   bars=f"bars {4 * p + 1}-{last}")
        )  # fmt: skip
    length_s = phrases * 4 * BAR_S
    heard, clocks, made = {}, {}, []
    for number, (cents, ms) in enumerate(takes, start=1):
        take = Take(part="Vox", name=f"Vox {number}", number=number, track=f"Vox {number}",
                    begins_s=0.0, ends_s=length_s)  # fmt: skip
        made.append(take)
        f0 = np.zeros(round(length_s / STEP_S))
        onsets, ends, off = (np.full(len(notes), np.nan) for _ in range(3))
        for i, note in enumerate(notes):
            key = (1 + i // len(TUNE), 1 + i % len(TUNE))
            if key in (gone or {}).get(number, ()):
                continue
            late_ms = ms.get(key, 0.0) + ms.get((key[0], 0), 0.0)
            onsets[i] = note.start_s + late_ms / 1000.0
            ends[i] = note.end_s + late_ms / 1000.0 - 0.02
            off[i] = late_ms
            steps = slice(round(onsets[i] / STEP_S), round(ends[i] / STEP_S))
            sag = (sags or {}).get(number, {}).get(key, 0.0)
            count = f0[steps].size
            out = (
                cents.get(key, 0.0)
                + cents.get((key[0], 0), 0.0)
                - sag * np.linspace(-0.5, 0.5, count)
            )
            f0[steps] = 440.0 * 2.0 ** ((note.pitch - 69.0 + out / 100.0) / 12.0)
        curve = PitchCurve(f0, np.where(f0 > 0, 0.99, 0.0))
        sound = np.zeros((1, round(length_s * RATE_HZ)))
        heard[number] = HeardTake(take=take, sound=sound, rate_hz=RATE_HZ, pitch=curve, notes=())
        warp = np.arange(0.0, length_s, 0.01)
        clocks[number] = TakeOnClock(warp_s=warp, onsets_s=onsets, ends_s=ends, off_ms=off)
    part = Part(name="Vox", kind=kind, role="lead-vocal", takes=tuple(made), found_by="names")  # type: ignore[arg-type]
    return AlignedTakes(part=part, heard=heard, on_clock=clocks, notes=tuple(notes),
                        phrases=tuple(lines), reference_by="takes")  # fmt: skip


def scored(
    aligned: AlignedTakes, costs: Sequence[Sequence[float]] | None = None
) -> list[TakeScore]:
    """Score by the notes' own errors: 25 cents or 30 ms on average cost one; or by ``costs``."""
    found = []
    for number in aligned.heard:
        rows = []
        for phrase in aligned.phrases:
            cents, ms = errors(aligned, number, phrase)
            pitch, timing = cents / 25.0, ms / 30.0
            if costs is not None:
                pitch, timing = costs[number - 1][phrase.number - 1], 0.0
            rows.append(
                PhraseScore(
                    take=number, phrase=phrase.number,
                    facts={"pitch_off_cents": cents, "timing_off_ms": ms},
                    costs={"pitch": pitch, "timing": timing},
                    cost_score=pitch + timing, confidence=1.0,
                )
            )  # fmt: skip
        cost = float(np.mean([row.cost_score for row in rows]))
        found.append(
            TakeScore(take=number, phrases=tuple(rows), facts={}, cost_score=cost, confidence=1.0)
        )
    order = sorted(found, key=lambda s: (s.cost_score, s.take))
    ranked = {s.take: rank for rank, s in enumerate(order, start=1)}
    return [
        TakeScore(
            take=s.take, phrases=s.phrases, facts=s.facts, cost_score=s.cost_score,
            confidence=1.0, rank=ranked[s.take],
            tied_with=tuple(
                o.take for o in found
                if o.take != s.take and abs(o.cost_score - s.cost_score) < 0.05
            ),
        )
        for s in found
    ]  # fmt: skip


def errors(aligned: AlignedTakes, take: int, phrase: Phrase) -> tuple[float, float]:
    clock, curve = aligned.on_clock[take], aligned.heard[take].pitch
    cents, ms = [], []
    for i in range(*phrase.notes):
        if np.isnan(clock.onsets_s[i]):
            cents.append(100.0)
            ms.append(100.0)
            continue
        inside = curve.midi[curve.part(clock.onsets_s[i] + 0.06, clock.ends_s[i] - 0.04)]
        cents.append(abs(float(np.nanmedian(inside) - aligned.notes[i].pitch)) * 100.0)
        ms.append(abs(float(clock.off_ms[i])))
    return float(np.mean(cents)), float(np.mean(ms))
