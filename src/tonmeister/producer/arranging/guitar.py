"""The guitarist: grips that a hand can hold, strummed, picked or muted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from tonmeister.knowledge.styles import Chair
from tonmeister.music.voicing.grips import Grip, GripKind, grip_near
from tonmeister.producer.arranging.figures import Beat
from tonmeister.producer.arranging.harmony import INSIDE, NEAR
from tonmeister.producer.arranging.song import Place, Song, Stroke

STRONG, WEAK, MUTED, SCRATCH, PICKED = 1.0, 0.84, 0.8, 0.42, 0.82
UP_STRINGS = 4
MUTE_QUARTERS, SCRATCH_QUARTERS = 0.22, 0.08


def grips_of(song: Song, chair: Chair) -> list[Grip]:
    """Return a grip for each chord, each near to where the hand was."""
    out: list[Grip] = []
    place: int | None = None
    kind = cast(GripKind, chair.voicing)
    for chord in song.harmony.stretches:
        grip = grip_near(chord.symbol, kind, place)
        place = grip.place or place
        out.append(grip)
    return out


def play_guitar(song: Song, chair: Chair) -> list[Stroke]:
    """Return the guitar part."""
    grips = grips_of(song, chair)
    out: list[Stroke] = []
    for place in song.bars_of(chair.part):
        here = song.harmony.at(place.start)
        if place.bar.ending:
            if here:
                out += _down(
                    grips[here.number], place.start, place.end - place.start, STRONG, chair
                )
            continue
        beats = song.beats(chair, place)
        for n, beat in enumerate(beats):
            out += _beat(song, chair, place, beat, grips, n)
        out += _changes(song, chair, place, beats, grips)
    return out


def _beat(
    song: Song, chair: Chair, place: Place, beat: Beat, grips: Sequence[Grip], number: int
) -> list[Stroke]:
    at = place.start + beat.at
    ahead = beat.sign == "A"
    chord = song.chord_ahead(place, beat) if ahead else song.harmony.at(at)
    if chord is None:
        return []
    grip = grips[chord.number]
    length = beat.length if ahead else min(beat.length, chord.end - at)
    sign = beat.sign
    if sign in "DAd":
        return _down(grip, at, length, WEAK if sign == "d" else STRONG, chair)
    if sign in "Uu":
        return _up(grip, at, length, STRONG if sign == "U" else WEAK, chair)
    if sign == "p":
        return _down(grip, at, min(length, MUTE_QUARTERS), MUTED, chair)
    if sign == "x":
        return _down(grip, at, SCRATCH_QUARTERS, SCRATCH, chair, top=3)
    if sign in "Bb":
        pitches = grip.pitches
        return [_one(at, length, pitches[0 if sign == "B" else min(1, len(pitches) - 1)], PICKED)]
    if sign in "Tt":
        return _down(
            grip, at, length, STRONG if sign == "T" else WEAK, chair, top=len(grip.pitches) - 1
        )
    if sign.isdigit():
        return [_one(at, length, _string(grip, int(sign)), PICKED)]
    return []


def _changes(
    song: Song, chair: Chair, place: Place, beats: Sequence[Beat], grips: Sequence[Grip]
) -> list[Stroke]:
    """Return a strum for each chord that comes and goes while the hand rests."""
    out: list[Stroke] = []
    struck = [place.start + b.at for b in beats]
    for chord in song.harmony.starts_in(place.start + INSIDE, place.end):
        end = min(chord.end, place.end)
        if not any(chord.start - 0.55 < at < end - NEAR for at in struck):
            grip = grips[chord.number]
            out += _down(grip, chord.start, min(1.0, end - chord.start), WEAK, chair)
    return out


def _string(grip: Grip, wanted: int) -> int:
    """Return what sounds on a string (1 the high one), or on the next thicker one that does."""
    rows = sorted(zip(grip.strings, grip.pitches, strict=True))
    return next((p for s, p in rows if s >= wanted), rows[-1][1])


def _one(at: float, length: float, midi: int, strength: float) -> Stroke:
    return Stroke(start=at, length=length, midi=midi, strength=strength)


def _down(
    grip: Grip, at: float, length: float, strength: float, chair: Chair, *, top: int = 6
) -> list[Stroke]:
    """Strum from the low strings to the high ones."""
    return _strum(grip.pitches[-top:], at, length, strength, chair.spread_ms)


def _up(grip: Grip, at: float, length: float, strength: float, chair: Chair) -> list[Stroke]:
    """Strum from the high strings, and not to the lowest."""
    return _strum(grip.pitches[-UP_STRINGS:][::-1], at, length, strength * 0.92, chair.spread_ms)


def _strum(
    pitches: Sequence[int], at: float, length: float, strength: float, spread_ms: float
) -> list[Stroke]:
    """Return the strings one after the other, their middle on the beat, the first the strongest."""
    count = len(pitches)
    out: list[Stroke] = []
    for n, pitch in enumerate(pitches):
        share = 0.0 if count < 2 else n / (count - 1) - 0.5
        out.append(Stroke(start=at, length=length, midi=pitch, strength=strength * (1.0 - 0.03 * n),
                          spread_ms=spread_ms * share))  # fmt: skip
    return out
