"""The keyboard player: chords led from hand to hand, in the figures of the style."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.knowledge.styles import Chair
from tonmeister.music.voicing.leading import Layout, led
from tonmeister.music.voicing.tones import coloured, interval_of, kept
from tonmeister.producer.arranging.figures import Beat
from tonmeister.producer.arranging.harmony import INSIDE, NEAR, Stretch
from tonmeister.producer.arranging.song import Place, Song, Stroke

STRONG, WEAK, SINGLE, SHORT = 1.0, 0.84, 0.8, 0.55
LAYOUTS: dict[str, Layout] = {"close": "close", "drop2": "drop2", "both": "both"}


def voicings_of(song: Song, chair: Chair) -> list[tuple[int, ...]]:
    """Return a voicing for each chord of the song, each led from the one before."""
    out: list[tuple[int, ...]] = []
    near: tuple[int, ...] = ()
    for chord in song.harmony.stretches:
        if chair.voicing == "rootless":
            near = led(coloured(chord.symbol, chord.scale), near, chair.low, chair.high, "close")
        else:
            layout = LAYOUTS.get(chair.voicing, "close")
            rootless = chair.rule == "comp" or chair.voices == 3
            tones = kept(chord.symbol, chair.voices, rootless)
            near = led(tones, near, chair.low, chair.high, layout)
        out.append(near)
    return out


def play_keys(song: Song, chair: Chair) -> list[Stroke]:
    """Return the keyboard part."""
    voicings = voicings_of(song, chair)
    out: list[Stroke] = []
    for place in song.bars_of(chair.part):
        here = song.harmony.at(place.start)
        if place.bar.ending:
            if here:
                length = place.end - place.start
                out += _chord(voicings[here.number], place.start, length, STRONG)
                if chair.rule == "two hands":
                    out += _chord((_low(chair, here.bass),), place.start, length, STRONG)
            continue
        beats = song.beats(chair, place, each_bar=chair.rule == "comp")
        out += _hand(song, chair, place, beats, voicings)
        if chair.rule == "two hands":
            left = song.beats(chair, place, left=True)
            out += _hand(song, chair, place, left, voicings, changes=False)
    return out


def _hand(
    song: Song, chair: Chair, place: Place, beats: Sequence[Beat],
    voicings: Sequence[tuple[int, ...]], *, changes: bool = True,
) -> list[Stroke]:  # fmt: skip
    """Return one bar of one hand: the figure, and a chord that comes while the hand rests."""
    out: list[Stroke] = []
    for beat in beats:
        at = place.start + beat.at
        ahead = beat.sign == "A"
        chord = song.chord_ahead(place, beat) if ahead else song.harmony.at(at)
        if chord is None:
            continue
        length = beat.length if ahead else min(beat.length, chord.end - at)
        out += _sign(chair, chord, voicings[chord.number], at, length, beat.sign)
    if not changes:
        return out
    struck = [place.start + b.at for b in beats]
    for chord in song.harmony.starts_in(place.start + INSIDE, place.end):
        end = min(chord.end, place.end)
        if not any(chord.start - 0.55 < at < end - NEAR for at in struck):
            out += _chord(voicings[chord.number], chord.start, min(1.0, end - chord.start), WEAK)
    return out


def _sign(
    chair: Chair, chord: Stretch, voicing: tuple[int, ...], at: float, length: float, sign: str
) -> list[Stroke]:
    if sign in "DUA":
        return _chord(voicing, at, length, STRONG)
    if sign in "du":
        return _chord(voicing, at, length, WEAK)
    if sign == "x":
        return _chord(voicing, at, 0.12, SHORT)
    if sign in "Tt":
        return _chord(voicing[1:] or voicing, at, length, STRONG if sign == "T" else WEAK)
    if sign == "i":
        return _chord(voicing[1:-1] or voicing, at, length, WEAK)
    if sign == "o":
        outer = (voicing[0], voicing[0] + 12)
        return _chord([p for p in outer if p <= chair.high], at, length, STRONG)
    if sign in "B8R":
        low = _low(chair, chord.bass)
        return _chord((low + 12 if sign == "8" else low,), at, length, STRONG)
    if sign in "b5":
        fifth = interval_of(chord.symbol, "fifth")
        low = _low(chair, chord.bass)
        return _chord((low + (fifth - low) % 12,), at, length, WEAK)
    if sign in "37" and chair.rule == "two hands":
        name = "third" if sign == "3" else "seventh"
        low = _low(chair, chord.bass)
        return _chord((low + 12 + (interval_of(chord.symbol, name) - low) % 12,), at, length, WEAK)
    if sign.isdigit():
        turn, number = divmod(int(sign) - 1 if sign != "0" else 0, len(voicing))
        pitch = voicing[number] + 12 * turn
        return _chord((pitch if pitch <= chair.high else pitch - 12,), at, length, SINGLE)
    return []


def _low(chair: Chair, pitch_class: int) -> int:
    return chair.anchor_low + (pitch_class - chair.anchor_low) % 12


def _chord(pitches: Sequence[int], at: float, length: float, strength: float) -> list[Stroke]:
    """Strike a chord; the top voice, which is heard as a tune, a little stronger."""
    top = max(pitches, default=0)
    return [
        Stroke(start=at, length=length, midi=p, strength=strength * (1.0 if p == top else 0.93))
        for p in pitches
    ]
