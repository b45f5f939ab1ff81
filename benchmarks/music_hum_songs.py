"""Melodies of our own, by seed, with everything about them known: the truth that hums are made of.

Chords first, then a melody over them as people write one: chord tones where the bar is heavy,
steps between, a figure that comes again, long notes where a line ends. Sung by the house's own
singer on soft consonants ("na", "ma", "da", "la"), as badly as asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from tonmeister.signal.instruments.phones import PHONES
from tonmeister.signal.instruments.singer import Singer
from tonmeister.signal.instruments.takes import sing_take

Real = np.ndarray[Any, np.dtype[np.float64]]
F = Fraction

LEAD_S = 0.9
MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
MM = "MM"
"""Hummed with closed lips all through: a nasal that carries the note."""
SYLLABLES = {"na": ("N", "AH"), "ma": ("M", "AH"), "da": ("D", "AH"), "la": ("L", "AH"),
             "doo": ("D", "UW"), "mm": ("M", MM), "no": ("N", "OW"), "hm": ("HH", MM)}  # fmt: skip

PROGRESSIONS = {
    "major": ("1 5 6 4 1 5 4 1", "1 4 1 5 1 4 5 1", "1 6 4 5 1 6 5 1", "1 1 4 1 4 1 5 1",
              "6 4 1 5 6 4 5 1", "1 4 6 5 1 4 5 1", "1 6 2 5 1 6 5 1", "1 5 1 4 1 5 5 1"),
    "minor": ("1 7 6 5 1 7 5 1", "1 4 1 5 1 4 5 1", "1 6 3 7 1 6 5 1", "1 6 4 5 1 6 5 1",
              "1 7 1 5 1 4 5 1", "1 1 4 1 6 4 5 1"),
}  # fmt: skip
CELLS: dict[str, tuple[str, ...]] = {
    "4/4": ("1 1 1 1", "2 1 1", "1 1/2 1/2 1 1", "1/2 1/2 1 1/2 1/2 1", "3/2 1/2 1 1", "1 1 2",
            "1 1/2 1/2 2", "3/2 1/2 2", "1/2 1/2 1 1 1", "1 1 1/2 1/2 1"),
    "3/4": ("1 1 1", "2 1", "3/2 1/2 1", "1 1/2 1/2 1", "2 1/2 1/2", "1 1 1/2 1/2"),
    "2/4": ("1 1", "1/2 1/2 1", "1 1/2 1/2", "1/2 1/2 1/2 1/2", "3/4 1/4 1", "3/2 1/2"),
    "6/8": ("1 1/2 1 1/2", "1/2 1/2 1/2 1 1/2", "3/2 1 1/2", "1/2 1/2 1/2 1/2 1/2 1/2",
            "1 1/2 1/2 1/2 1/2", "1 1/2 3/2"),
    "triplet": ("1 2/3 1/3 1 1", "2/3 1/3 2/3 1/3 1 1", "1 1/3 1/3 1/3 1 1", "2/3 1/3 1 2",
                "1 2/3 1/3 2", "2/3 1/3 1 2/3 1/3 1"),
}  # fmt: skip
LAST = {"4/4": "3", "3/4": "2", "2/4": "3/2", "6/8": "9/4", "triplet": "3"}
HALF = {
    "4/4": "1 1 3/2",
    "3/4": "1 3/2",
    "2/4": "1/2 1",
    "6/8": "1 1/2 1",
    "triplet": "2/3 1/3 5/2",
}
BARS = {"4/4": F(4), "3/4": F(3), "2/4": F(2), "6/8": F(3), "triplet": F(4)}
BEATS = {"6/8": F(3, 2)}
TEMPOS = {
    "4/4": (62, 168),
    "3/4": (80, 168),
    "2/4": (62, 130),
    "6/8": (60, 110),
    "triplet": (64, 140),
}
KINDS = ("4/4", "3/4", "6/8", "4/4", "triplet", "2/4")


@dataclass(frozen=True, slots=True)
class Song:
    """A melody and its truth. ``notes``: (start, length, MIDI) in quarters from the first
    downbeat; ``roots``: the pitch class of each bar's chord. ``beat_bpm`` counts beats: dotted
    quarters in 6/8.
    """

    seed: int
    kind: str
    mode: str
    tonic: int
    beat_bpm: float
    notes: tuple[tuple[Fraction, Fraction, int], ...]
    roots: tuple[int, ...]
    syllable: str

    @property
    def meter(self) -> str:
        """The time signature."""
        return "4/4" if self.kind == "triplet" else self.kind

    @property
    def quarter_bpm(self) -> float:
        """Quarters a minute."""
        return self.beat_bpm * float(BEATS.get(self.kind, F(1)))

    @property
    def first_s(self) -> float:
        """Where the first downbeat lies in the recording."""
        return LEAD_S - 60.0 / self.quarter_bpm * float(min(F(0), self.notes[0][0]))


def song(seed: int, kind: str | None = None) -> Song:
    """Write a song."""
    rng = np.random.default_rng([5, seed])
    kind = kind or KINDS[seed % len(KINDS)]
    mode = "minor" if rng.random() < 0.35 else "major"
    tonic = int(rng.integers(12))
    low, high = TEMPOS[kind]
    beat_bpm = round(float(np.exp(rng.uniform(np.log(low), np.log(high)))), 1)
    degrees = [int(d) for d in str(rng.choice(PROGRESSIONS[mode])).split()]
    scale = MAJOR if mode == "major" else MINOR
    starts = _rhythm(kind, rng)
    bar = BARS[kind]
    base = 50 + (tonic - 50 % 12) % 12  # the tonic from D3 up
    ladder = [base + 12 * o + s for o in (-1, 0, 1, 2) for s in scale]
    place = ladder.index(base + 12 if base < 54 and rng.random() < 0.5 else base)
    bottom, top = place - 3, place + 9
    at = place + int(rng.choice([0, 2, 4]))
    notes = []
    for i, (start, length) in enumerate(starts):
        inside = start % bar
        degree = degrees[max(0, int(start // bar))]
        heavy = inside == 0 or (bar == 4 and inside == 2) or (kind == "6/8" and inside == F(3, 2))
        heavy = heavy or (length >= 1 and (start + length) % bar == 0) or length >= F(3, 2)
        tones = [p for p in range(bottom, top + 1) if (p - place) % 7 in _triad(degree)]
        if i == len(starts) - 1:
            at = min((p for p in range(bottom, top + 1) if (p - place) % 7 == 0),
                     key=lambda p: abs(p - at))  # fmt: skip
        elif start < 0:
            at = place + 4 - 7 * (i == 0 and rng.random() < 0.5)
        elif heavy or rng.random() < 0.35:
            near = sorted(tones, key=lambda p: abs(p - at))[:3]
            weights = np.array([0.3 if p == at else 1.0 / (0.6 + abs(p - at)) for p in near])
            at = int(rng.choice(near, p=weights / weights.sum()))
        else:
            at += int(rng.choice([-1, 0, 1], p=[0.42, 0.2, 0.38]))
        at = min(max(at, bottom), top)
        pitch = ladder[at]
        raised = mode == "minor" and degree == 5 and (at - place) % 7 == 6
        notes.append((start, length, pitch + (1 if raised else 0)))
    third_up = {1: 0, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6}
    roots = tuple((tonic + scale[third_up[d]]) % 12 for d in degrees)
    return Song(seed, kind, mode, tonic, beat_bpm, tuple(notes), roots,
                str(rng.choice(list(SYLLABLES))))  # fmt: skip


def _triad(degree: int) -> set[int]:
    return {(degree - 1 + step) % 7 for step in (0, 2, 4)}


def _rhythm(kind: str, rng: np.random.Generator) -> list[tuple[Fraction, Fraction]]:
    """Eight bars, two lines: a b a' end, with the figures coming again; maybe a pickup."""
    cells = list(rng.permutation(CELLS[kind]))
    a, b, c = cells[0], cells[1], cells[2]
    order = [a, b, a, HALF[kind], a, c if rng.random() < 0.5 else b, b, LAST[kind]]
    out: list[tuple[Fraction, Fraction]] = []
    pickup = rng.random() < 0.3
    beat = BEATS.get(kind, F(1))
    if pickup:
        lengths = [F(1, 2)] if kind == "6/8" else [beat]
        if kind not in ("6/8", "triplet") and rng.random() < 0.5:
            lengths = [F(1, 2), F(1, 2)]
        at = -sum(lengths, F(0))
        for length in lengths:
            out.append((at, length))
            at += length
    for number, cell in enumerate(order):
        at = number * BARS[kind]
        for word in cell.split():
            out.append((at, F(word)))
            at += F(word)
    return out


@dataclass(frozen=True, slots=True)
class Hum:
    """A hummed song: sound [1, n] at 48 kHz, its notes as performed (start_s, end_s, MIDI)."""

    song: Song
    sound: Real
    notes: tuple[tuple[float, float, float], ...]
    rate_hz: int = 48000
    tempo_ratio: float = 1.0  # the mean tempo over the written one


def hum(written: Song, badness: float, *, drift_percent: float = 0.0) -> Hum:
    """Sing a song: 0 as written, 0.35 as people do, 0.9 badly. ``drift_percent`` faster or
    slower from beginning to end.
    """
    PHONES[MM] = replace(PHONES["M"], voiced=0.75, vowel=True)
    each_s = 60.0 / written.quarter_bpm
    last = float(written.notes[-1][0] + written.notes[-1][1])

    def when(at: Fraction) -> float:
        bent = float(at) * (1.0 - 0.5 * drift_percent / 100.0 * float(at) / last)
        return written.first_s + each_s * bent

    up = 0
    lines: list[list[Any]] = [[], []]
    turn = 4 * BARS[written.kind]
    for number, (start, length, midi) in enumerate(written.notes):
        second = start >= turn
        end_s = when(start + length)
        following = written.notes[number + 1] if number + 1 < len(written.notes) else None
        if following is None or (following[0] >= turn) != second:
            end_s -= min(0.3, 0.3 * (end_s - when(start)))  # breath
        sounds = SYLLABLES[written.syllable]
        lines[second].append((when(start), end_s - when(start), float(midi + up), 0.75, sounds))
    length_s = when(written.notes[-1][0] + written.notes[-1][1]) + 0.8
    throat = 1.0 if written.tonic % 2 else 1.12
    who = Singer(throat_ratio=throat, seed=written.seed)
    take = sing_take(lines, length_s, who, [badness] * 2, written.seed + 1)
    notes = tuple(
        (n.start_s + n.off_ms / 1000.0, n.start_s + n.length_s, n.midi + n.off_cents / 100.0)
        for n in take.notes
    )
    ratio = 1.0 / (1.0 - 0.5 * drift_percent / 100.0)
    return Hum(written, np.ascontiguousarray(take.sound[None]), notes, tempo_ratio=ratio)
