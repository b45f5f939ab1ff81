"""What the band plays in the demo song: drums, bass, guitars, keys and strings, by hand.

Notes are plain tuples ``(start_s, length_s, MIDI pitch, velocity 0..1)``. People drift: the
timing and strength of each lane wander as 1/f noise (Hennig et al., PLoS ONE 6, 2011).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tonmeister.music.chords import Chord, guitar_shape, lowest, neighbour, voicing
from tonmeister.music.demo_song import BEATS_PER_BAR, SCALE, TEMPO_BPM, Part

Note = tuple[float, float, float, float]

LEAD_IN_S = 0.5  # the recorder runs before the first bar
KICK, SNARE, HAT, HAT_FOOT, HAT_OPEN, CRASH, RIDE, TAMBOURINE = 36, 38, 42, 44, 46, 49, 51, 54
TOM_HIGH, TOM_MIDDLE, TOM_LOW = 48, 45, 41
JITTER_S = 0.005
PUSH_S = {SNARE: 0.004, RIDE: -0.002, TAMBOURINE: 0.005}  # laid back or ahead, by lane

# Sixteen steps a bar; a digit is the strength of the stroke.
GROOVES = {
    "verse": (
        {KICK: "9.....6.8.......", SNARE: "....9..2.2..9...", HAT: "8.5.7.5.8.5.7.4."},
        {KICK: "9.....6.8.5...3.", SNARE: "....9.......9..2", HAT: "8.5.7.54858.6..."},
    ),
    "chorus": (
        {
            KICK: "9.....7.9.8.....",
            SNARE: "....9.......9...",
            RIDE: "9.6.8.6.9.6.8.6.",
            HAT_FOOT: "....6.......6...",
            TAMBOURINE: "5.3.8.3.5.3.8.34",
        },
        {
            KICK: "9..5..8.9.8...6.",
            SNARE: "....9..2....9..3",
            RIDE: "9.6.8.6.9.6.8.66",
            HAT_FOOT: "....6.......6...",
            TAMBOURINE: "5.3.8.3.5.3.8.3.",
        },
    ),
    "intro": ({HAT: "7.4.6.4.7.4.6.4."}, {KICK: "8.......", SNARE: "............"}),
}
FILL = {SNARE: "........67", TOM_HIGH: "..........89", TOM_MIDDLE: "............8.", TOM_LOW: ""}
FILL |= {TOM_MIDDLE: "............87", TOM_LOW: "..............99", KICK: "8.......8"}


def seconds(beats: float) -> float:
    """Return when a beat is heard, from the start of the recording."""
    return LEAD_IN_S + beats * 60.0 / TEMPO_BPM


def drift(count: int, rng: np.random.Generator) -> list[float]:
    """Return how a player wanders: ``count`` values of 1/f noise of standard deviation 1."""
    size = max(count, 16)
    bins = np.arange(size // 2 + 1, dtype=np.float64)
    bins[0] = 1.0
    turns = rng.standard_normal(bins.size) + 1j * rng.standard_normal(bins.size)
    turns[0] = 0.0
    wander = np.fft.irfft(turns / np.sqrt(bins), size)
    return [float(v) for v in (wander / wander.std())[:count]]


def _human(notes: Sequence[Note], rng: np.random.Generator, jitter_s: float) -> list[Note]:
    """Let a player play what is written: a little early or late, softer or harder."""
    late, hard = drift(len(notes), rng), drift(len(notes), rng)
    return [
        (start + jitter_s * late[i], length, pitch, min(1.0, max(0.05, v * (1.0 + 0.06 * hard[i]))))
        for i, (start, length, pitch, v) in enumerate(notes)
    ]


def _lanes(part: Part, bar: int) -> dict[int, str]:
    """Return the drummer's pattern for a bar, with a fill where a section ends."""
    if part.name == "outro" and bar == len(part.bars) - 2:
        return {KICK: "9", CRASH: "9", SNARE: "", TOM_LOW: "7"}
    if part.name == "outro" and bar == len(part.bars) - 1:
        return {}
    groove = GROOVES["chorus" if part.name == "outro" else part.name]
    lanes = dict(groove[bar % 2])
    if bar == len(part.bars) - 1 and part.name != "outro":
        kept = {lane: steps[:8] for lane, steps in lanes.items() if lane != KICK}
        lanes = kept | {lane: kept.get(lane, "." * 8) + s[8:] for lane, s in FILL.items()}
        lanes[KICK] = FILL[KICK]
    if part.name in ("chorus", "outro") and bar in (0, 4):
        lanes[CRASH] = "9" if bar == 0 else "7"
    return lanes


def drums(parts: Sequence[Part], rng: np.random.Generator) -> list[Note]:
    """Return all strokes of the kit and the tambourine, as General MIDI pitches."""
    lanes: dict[int, list[Note]] = {}
    for part in parts:
        lift = {"verse": 0.86, "intro": 0.8}.get(part.name, 1.0)
        for bar in range(len(part.bars)):
            first = part.start_beats + bar * BEATS_PER_BAR
            for lane, steps in _lanes(part, bar).items():
                for step, digit in enumerate(steps):
                    if digit != ".":
                        start = seconds(first + step / 4) + PUSH_S.get(lane, 0.0)
                        v = lift * int(digit) / 9
                        lanes.setdefault(lane, []).append((start, 0.1, float(lane), v))
    return sorted(n for lane in sorted(lanes) for n in _human(lanes[lane], rng, JITTER_S))


def _chords(parts: Sequence[Part]) -> Iterator[tuple[Part, int, float, int, Chord]]:
    """Walk through the chords: section, bar in it, start in beats, length in beats, chord."""
    for part in parts:
        for index, bar in enumerate(part.bars):
            at = part.start_beats + index * BEATS_PER_BAR
            for chord, beats in bar:
                yield part, index, at, beats, chord
                at += beats


def bass(parts: Sequence[Part], rng: np.random.Generator) -> list[Note]:
    """Return the bass line: with the kick in the verse, in eighths in the chorus."""
    notes: list[Note] = []
    walk = list(_chords(parts))
    for i, (part, bar, at, beats, chord) in enumerate(walk):
        root = lowest(chord.bass, 28)
        ahead = lowest(walk[min(i + 1, len(walk) - 1)][4].bass, 28)
        last = part.name == "outro" and bar >= len(part.bars) - 2
        if part.name == "intro" and bar == 0:
            continue
        if last:
            line = [(0.0, 3.9, root, 0.9)] if bar == len(part.bars) - 2 else []
        elif part.name in ("chorus", "outro"):
            line = [(e / 2, 0.47, root, 0.95 if e % 4 == 0 else 0.78) for e in range(beats * 2)]
        else:
            step = lowest(chord.tones[2], 30)
            lead = neighbour(ahead, SCALE, above=ahead < root) if bar % 2 else root
            line = [
                (0.0, 1.4, root, 0.92),
                (1.5, 0.45, root, 0.7),
                (2.0, 0.95, root, 0.88),
                (3.0, 0.45, step, 0.72),
                (3.5, 0.45, lead, 0.75),
            ]
        for offset, length, pitch, v in line:
            if offset < beats:
                notes.append((seconds(at + offset), length * 60 / TEMPO_BPM, float(pitch), v))
    return _human(notes, rng, 0.006)


def clean_guitar(parts: Sequence[Part], rng: np.random.Generator) -> list[Note]:
    """Return the clean guitar: picked in the verse, strummed in the chorus."""
    notes: list[Note] = []
    for part, bar, at, beats, chord in _chords(parts):
        grip = guitar_shape(chord)
        rest_s = 60 / TEMPO_BPM
        if part.name == "outro" and bar >= len(part.bars) - 2:
            strokes = [(0.0, 6.0, 0.8, 1)] if bar == len(part.bars) - 2 else []
        elif part.name in ("chorus", "outro"):
            pattern = "9..6..8.7.6.7.56"
            steps = [s for s in range(beats * 4) if pattern[s] != "."]
            ends = [*steps[1:], beats * 4]
            strokes = [
                (s / 4, (e - s) / 4, int(pattern[s]) / 10, 1 if s % 4 == 0 else -1)
                for s, e in zip(steps, ends, strict=True)
            ]
        else:
            order = (0, 2, 3, 4, 3, 2, 4, 3) if bar % 2 == 0 else (0, 2, 4, 3, 4, 2, 3, 2)
            for e in range(beats * 2):
                pitch = grip[min(order[e], len(grip) - 1)]
                v = 0.72 if e == 0 else 0.6 if e % 2 == 0 else 0.5
                notes.append((seconds(at + e / 2), 2.2 * rest_s, float(pitch), v))
            continue
        for offset, length, v, down in strokes:
            strings = grip if down > 0 else grip[:1:-1][:4]
            for i, pitch in enumerate(strings):
                start = seconds(at + offset) + i * (0.011 - 0.005 * v)
                notes.append((start, length * rest_s, float(pitch), v * (1 - 0.05 * i)))
    return _human(notes, rng, 0.004)


def drive_guitar(parts: Sequence[Part], rng: np.random.Generator) -> list[Note]:
    """Return the driven guitar: muted eighths in the second verse, power chords in the chorus."""
    notes: list[Note] = []
    for part, bar, at, beats, chord in _chords(parts):
        root = lowest(chord.root, 40)
        pitches: tuple[int, ...] = (root, root + 7, root + 12)
        if part.name == "verse" and part.turn == 2:
            strokes = [(e / 2, 0.2, 0.75 if e % 4 == 0 else 0.55) for e in range(beats * 2)]
            pitches = (root, root + 7)
        elif part.name == "outro" and bar >= len(part.bars) - 2:
            strokes = [(0.0, 6.5, 0.95)] if bar == len(part.bars) - 2 else []
        elif part.name in ("chorus", "outro"):
            strokes = [(0.0, 1.45, 1.0), (1.5, 0.45, 0.8), (2.0, 1.45, 0.95), (3.5, 0.45, 0.8)]
        else:
            continue
        for offset, length, v in strokes:
            for i, pitch in enumerate(pitches):
                if offset < beats:
                    start = seconds(at + offset) + 0.003 * i
                    notes.append((start, length * 60 / TEMPO_BPM, float(pitch), v))
    return _human(notes, rng, 0.005)


def keys(parts: Sequence[Part], rng: np.random.Generator) -> list[Note]:
    """Return the electric piano: held and pushed chords that move as little as they can."""
    notes: list[Note] = []
    near: tuple[int, ...] = (57, 62, 66)
    for part, bar, at, beats, chord in _chords(parts):
        near = voicing(chord, near, 53, 74)
        if part.name == "outro" and bar >= len(part.bars) - 2:
            hits = [(0.0, 7.0, 0.7)] if bar == len(part.bars) - 2 else []
        elif part.name == "chorus":
            hits = [(0.0, 1.4, 0.8), (1.5, 0.45, 0.6), (2.0, 1.4, 0.72), (3.5, 0.4, 0.6)]
        else:
            hits = [(0.0, 2.3, 0.6), (2.5, 1.2, 0.48)] if bar % 2 == 0 else [(0.0, 3.6, 0.55)]
        for offset, length, v in hits:
            if offset < beats:
                held = min(length, beats - offset) if part.name != "outro" else length
                for i, pitch in enumerate(near):
                    start = seconds(at + offset) + 0.004 * i
                    notes.append((start, held * 60 / TEMPO_BPM, float(pitch), v - 0.04 * (i == 1)))
    return _human(notes, rng, 0.006)


def strings(parts: Sequence[Part], rng: np.random.Generator) -> list[Note]:
    """Return the strings: held under the chorus, and rising in the second half of verse two."""
    notes: list[Note] = []
    near: tuple[int, ...] = (62, 67, 71)
    for part, bar, at, beats, chord in _chords(parts):
        if part.name == "intro" or (part.name == "verse" and (part.turn == 1 or bar < 4)):
            continue
        if part.name == "outro" and bar == len(part.bars) - 1:
            continue
        near = voicing(chord, near, 59, 81)
        held = beats * (1.9 if part.name == "outro" and bar == len(part.bars) - 2 else 1.0)
        v = 0.55 + 0.05 * bar if part.name == "verse" else 0.85
        held_s = held * 60 / TEMPO_BPM
        grip = (lowest(chord.bass, 47), *near)
        notes.extend((seconds(at), held_s, float(pitch), v) for pitch in grip)
    return _human(notes, rng, 0.008)
