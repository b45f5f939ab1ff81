"""A string quartet: four players, each with a line of their own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tonmeister.knowledge.styles import Chair
from tonmeister.model import Clip
from tonmeister.music.voicing.quartet import Four, Ranges, four_parts
from tonmeister.producer.arranging.finishing import clip_of
from tonmeister.producer.arranging.harmony import NEAR, Stretch
from tonmeister.producer.arranging.pads import runs_of
from tonmeister.producer.arranging.song import Song, Stroke

PLAYERS = (("Cello", 42), ("Viola", 41), ("Violin 2", 40), ("Violin 1", 40))
"""From below, each with its General MIDI program."""
RANGES: Ranges = ((36, 62), (48, 74), (55, 81), (58, 88))
"""Where they play here: below the thumb positions and the high end of the fingerboard."""
SUSPENDS, PASSES = 0.45, 0.7
TEXTURES = ("hymn", "pulse", "flow")
LEGATO = 0.98


def play_quartet(song: Song, chair: Chair, *, melody: bool) -> list[Clip]:
    """Return four clips, cello last. With ``melody`` the first violin has the tune.

    The chords are four parts without parallels; on them each player moves: passing notes where a
    part leaps a third, suspensions where one falls a step, and by section held, pulsing or
    flowing inner parts.
    """
    tune = tune_of(song) if melody else []
    fours = fours_of(song, tune)
    lines: list[list[Stroke]] = [[], [], [], []]
    for start, end in runs_of(song, chair.part):
        place = next(p for p in song.places if p.start >= start - NEAR)
        name = "".join(c for c in place.bar.section.casefold() if c.isalpha())
        texture = TEXTURES[int(song.chance("texture", name).integers(len(TEXTURES)))]
        if place.bar.ending or place.bar.energy_score < 0.42:
            texture = "hymn"
        rows = [(max(c.start, start), min(c.end, end), c) for c in song.harmony.stretches
                if min(c.end, end) - max(c.start, start) > NEAR]  # fmt: skip
        for voice in range(4):
            own = texture if voice in (1, 2) else "bass" if voice == 0 else "hymn"
            own = "hymn" if place.bar.ending else own
            line = _line(song, fours, rows, voice, own)
            if voice == 3 and tune:
                line = _with_tune(line, tune, start, end)
            lines[voice] += line
    clips = []
    for voice, (name, program) in reversed(list(enumerate(PLAYERS))):
        part = replace(chair, program=program)
        clips.append(clip_of(song, part, lines[voice], name))
    return clips


def fours_of(song: Song, tune: Sequence[Stroke]) -> list[Four]:
    """Return the four parts of each chord, each led from the one before.

    Where the first violin has the tune, the others stay under the lowest note it has there.
    """
    out: list[Four] = []
    near: Four | None = None
    first = 0
    for chord in song.harmony.stretches:
        while first < len(tune) and tune[first].start + tune[first].length <= chord.start:
            first += 1
        last = first
        while last < len(tune) and tune[last].start < chord.end:
            last += 1
        top = min((t.midi for t in tune[first:last]), default=None)
        near = four_parts(chord.symbol, near, RANGES, top)
        out.append(near)
    return out


def _line(
    song: Song, fours: list[Four], rows: list[tuple[float, float, Stretch]], voice: int,
    texture: str,
) -> list[Stroke]:  # fmt: skip
    out: list[Stroke] = []
    whim = song.chance("quartet", voice, int(rows[0][0] * 4) if rows else 0)
    before: int | None = None
    for n, (start, end, chord) in enumerate(rows):
        four = fours[chord.number]
        pitch = four[voice]
        after = fours[rows[n + 1][2].number][voice] if n + 1 < len(rows) else None
        suspended = (
            voice in (1, 2, 3) and texture == "hymn" and before is not None
            and 1 <= before - pitch <= 2 and end - start >= 2.0
            and before % 12 not in {p % 12 for p in four}
            and before not in four and whim.random() < SUSPENDS
        )  # fmt: skip
        if suspended and before is not None:
            out += [
                _note(start, 1.0, before, 0.95),
                _note(start + 1.0, end - start - 1.0, pitch, 0.85),
            ]
        else:
            out += _moving(chord, four, voice, start, end, after, texture, whim)
        before = pitch
    return out


def _moving(
    chord: Stretch, four: Four, voice: int, start: float, end: float, after: int | None,
    texture: str, whim: np.random.Generator,
) -> list[Stroke]:  # fmt: skip
    """Return how one part moves through one chord."""
    pitch, length = four[voice], end - start
    if texture == "pulse" and length >= 1.0:
        count = round(length * 2)
        return [
            _note(start + 0.5 * n, 0.42, pitch, 0.9 if n % 2 == 0 else 0.78) for n in range(count)
        ]
    turn = 1 + chord.number % 2  # they take turns: one flows, the other holds
    if texture == "flow" and length >= 1.0 and voice == turn:
        other = _neighbour(chord, four, voice)
        count = round(length * 2)
        return [
            _note(start + 0.5 * n, 0.5, pitch if n % 2 == 0 else other, 0.85) for n in range(count)
        ]
    passing = _passing(chord, pitch, after)
    room = 1.0 if length >= 3.0 else 0.5
    if passing is not None and length >= 1.5 and whim.random() < PASSES:
        return [_note(start, length - room, pitch, 0.95), _note(end - room, room, passing, 0.85)]
    if texture == "bass" and length >= 3.0:
        half = length / 2.0
        return [_note(start, half, pitch, 1.0), _note(start + half, half, pitch, 0.9)]
    return [_note(start, length, pitch, 0.95)]


def _neighbour(chord: Stretch, four: Four, voice: int) -> int:
    """Return another tone of the chord between this part's neighbours, to move to and fro."""
    middle = (four[1] + four[2]) / 2.0  # viola and second violin move at once: each on its side
    low = four[0] + 1 if voice == 1 else math.floor(middle) + 1
    high = math.ceil(middle) - 1 if voice == 1 else four[3] - 1
    pitch = four[voice]
    ways = [
        p for p in range(max(low, RANGES[voice][0]), min(high, RANGES[voice][1]) + 1)
        if p % 12 in chord.tones and p != pitch
    ]  # fmt: skip
    return min(ways, key=lambda p: (abs(p - pitch), p), default=pitch)


def _passing(chord: Stretch, pitch: int, after: int | None) -> int | None:
    """Return the note of the scale between two that lie a third or a fourth apart."""
    if after is None or not 3 <= abs(after - pitch) <= 5:
        return None
    step = 1 if after > pitch else -1
    ways = [p for p in range(pitch + step, after, step) if p % 12 in chord.scale]
    return ways[-1] if ways else None


def tune_of(song: Song) -> list[Stroke]:
    """Return the melody where a first violin has it."""
    rows = sorted((n for n in song.chart.melody if n.start_quarters >= 0),
                  key=lambda n: n.start_quarters)  # fmt: skip
    if not rows:
        return []
    pitches = [n.pitch.midi for n in rows]
    low, high = 64, RANGES[3][1]
    by = min(
        range(-36, 37, 12), key=lambda b: (sum(not low <= p + b <= high for p in pitches), abs(b))
    )
    out: list[Stroke] = []
    for note in rows:
        midi = note.pitch.midi + by
        while midi < RANGES[3][0]:
            midi += 12
        while midi > high:
            midi -= 12
        out.append(
            _note(float(note.start_quarters), float(note.length_quarters) * LEGATO, midi, 1.0)
        )
    return out


def _with_tune(line: list[Stroke], tune: list[Stroke], start: float, end: float) -> list[Stroke]:
    """Return the tune where there is one, and the violin's own line in its longer rests."""
    own = [t for t in tune if start - NEAR <= t.start < end - NEAR]
    out = list(own)
    for note in line:
        finish = note.start + note.length
        if not any(t.start < finish + 0.5 and t.start + t.length + 0.5 > note.start for t in own):
            out.append(note)
    return out


def _note(start: float, length: float, midi: int, strength: float) -> Stroke:
    return Stroke(start=start, length=length, midi=midi, strength=strength)
