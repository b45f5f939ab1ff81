"""From what players mean to what is heard: phrase, energy, swing, push and drift on every note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

import numpy as np

from tonmeister.knowledge.styles import Chair
from tonmeister.model import Clip, ClipNote
from tonmeister.music.feel import lane_late_ms, lane_strength, swing_late_ms
from tonmeister.producer.arranging.song import Place, Song, Stroke

SOFTEST, LOUDER = 0.78, 0.28
"""The strength of a note at energy 0, and how much energy 1 adds."""
LOOSE_PERCENT = 5.0
SHORTEST = 0.05
BREATH = 0.005
COMPOUND_BEAT = 1.5
ON_GRID = 0.02


def clip_of(
    song: Song, chair: Chair, strokes: Sequence[Stroke], name: str, *, preset: str = ""
) -> Clip:
    """Return a part's clip.

    Each note's lateness is the groove's swing, the part's push and its drift (1/f, shared by the
    notes of one stroke); their mean without swing is the push, exactly. Velocities follow the
    groove's contour first, then the drift. No two notes of one pitch overlap.
    """
    rows = _single(strokes, song, chair.part)
    if not rows:
        return Clip(part=chair.part, name=name, instrument=preset or chair.preset, notes=(),
                    program=chair.program)  # fmt: skip
    places = [song.place_at(r.start) for r in rows]
    number = crc32(name.encode("utf-8")) & 0xFFFF
    struck = sorted({r.start for r in rows})
    index = {at: n for n, at in enumerate(struck)}
    late = lane_late_ms(
        struck, push_ms=chair.push_ms, loose_ms=chair.loose_ms, whole_quarters=song.end,
        seed=song.seed, lane=number, feel_percent=song.feel_percent,
    )  # fmt: skip
    share = song.feel_percent / 100.0
    own = np.array([late[index[r.start]] + share * r.spread_ms for r in rows])
    own += share * chair.push_ms - own.mean()
    loud = [
        chair.velocity_score * r.strength * (SOFTEST + LOUDER * p.bar.energy_score)
        for r, p in zip(rows, places, strict=True)
    ]
    contour = [_contour(song, r, p) for r, p in zip(rows, places, strict=True)]
    strength = lane_strength(
        loud, [r.start for r in rows], contour, loose_percent=LOOSE_PERCENT,
        whole_quarters=song.end, seed=song.seed, lane=number, feel_percent=song.feel_percent,
    )  # fmt: skip
    where = {r.start: p for r, p in zip(rows, places, strict=True)}
    swung = {at: _swing(song, at, place) for at, place in where.items()}
    notes = [
        ClipNote(
            start_quarters=r.start, length_quarters=r.length, midi=r.midi,
            velocity=float(v), late_ms=float(ms + swung[r.start]),
        )
        for r, v, ms in zip(rows, strength, own, strict=True)
    ]  # fmt: skip
    return Clip(
        part=chair.part, name=name, instrument=preset or chair.preset,
        notes=tuple(_apart(song, notes)), program=chair.program,
    )  # fmt: skip


def _single(strokes: Sequence[Stroke], song: Song, part: str) -> list[Stroke]:
    """Return strokes in order, one for each pitch and moment (the stronger).

    Only where the part plays, and no longer than it does.
    """
    found: dict[tuple[float, int], Stroke] = {}
    ends = song.silent_from(part)
    for stroke in strokes:
        start = round(stroke.start, 4)
        if start < 0.0 or start >= song.end or stroke.length < SHORTEST:
            continue
        end = ends.get(song.place_at(start).bar.bar)
        key = (start, stroke.midi)
        if end is not None and (key not in found or found[key].strength < stroke.strength):
            found[key] = replace(stroke, start=start, length=min(stroke.length, end - start))
    return [found[key] for key in sorted(found)]


def _contour(song: Song, stroke: Stroke, place: Place) -> float:
    beat = int((stroke.start - place.start + 1e-6) // place.beat_quarters)
    return song.groove.contour.percent(place.number, beat)


def _swing(song: Song, at: float, place: Place) -> float:
    """Return how late the groove's swing brings a place.

    Triplet meters swing by themselves, and so does what stands on no grid of sixteenths.
    """
    swing = song.groove.swing
    steps = 4.0 * (at - place.start)
    if place.beat_quarters == COMPOUND_BEAT and swing.grid == 8:
        return 0.0
    if abs(steps - round(steps)) > ON_GRID:
        return 0.0
    return swing_late_ms(
        at - place.start,
        percent=place.swing_percent,
        grid=swing.grid,
        quarter_bpm=place.quarter_bpm,
    )


def _apart(song: Song, notes: Sequence[ClipNote]) -> list[ClipNote]:
    """End each note before its pitch is struck again, on the grid and as heard."""
    ends: dict[int, int] = {}
    out = list(notes)
    for n, note in enumerate(out):
        before = ends.get(note.midi)
        if before is not None:
            last = out[before]
            each_ms = 60_000.0 / song.place_at(note.start_quarters).quarter_bpm
            gap = note.start_quarters - last.start_quarters
            room = min(gap, gap + (note.late_ms - last.late_ms) / each_ms) - BREATH
            if last.length_quarters > room:
                out[before] = replace(last, length_quarters=max(SHORTEST / 4.0, room))
        ends[note.midi] = n
    return out
