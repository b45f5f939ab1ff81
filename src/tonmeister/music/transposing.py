"""A chart in another key: every name moves by one interval, so no sharp turns into a flat."""

from __future__ import annotations

from dataclasses import replace

from tonmeister.model import Chart, ChordSymbol, Pitch
from tonmeister.music.spelling import signature_fifths

MOST_SIGNS = 7
STEPS = "CDEFGAB"


class CannotTranspose(ValueError):
    """A chart cannot be moved so far: one clear line."""


def interval(chart: Chart, semitones: int) -> tuple[int, int]:
    """Return the interval for a shift as (fifths, steps of the staff), by the signs it leads to.

    Fourths and fifths stay what they are as long as seven signs are enough, so that up a fifth
    and down again is where one came from; of the others the way with fewer signs is taken.
    """
    ways = [f for f in range(-12, 13) if (f * 7 - semitones) % 12 == 0]

    def cost(fifths: int) -> tuple[int, int, int]:
        most = max(abs(signature_fifths(key) + fifths) for key in chart.keys)
        plain = 0 if abs(fifths) <= 1 and most <= MOST_SIGNS else 1
        return plain, most, abs(fifths)

    fifths = min(ways, key=cost)
    return fifths, 4 * fifths - 7 * ((7 * fifths - semitones) // 12)


def moved(pitch: Pitch, fifths: int, steps: int) -> Pitch:
    """Move a pitch by an interval."""
    place = 7 * pitch.octave + STEPS.index(pitch.letter) + steps
    return Pitch(pitch.fifths + fifths, place // 7)


def moved_chord(symbol: ChordSymbol, fifths: int) -> ChordSymbol:
    """Move a chord by an interval."""
    bass = None if symbol.bass_fifths is None else symbol.bass_fifths + fifths
    return ChordSymbol(symbol.root_fifths + fifths, symbol.quality, bass)


def transposed(chart: Chart, semitones: int) -> Chart:
    """Return the chart moved by whole semitones (up is above 0); raises ``CannotTranspose``."""
    if not -24 <= semitones <= 24:
        raise CannotTranspose(f"{semitones:+d} semitones is too far: take -24 to +24")
    fifths, steps = interval(chart, semitones)
    return transposed_by(chart, fifths, steps)


def transposed_by(chart: Chart, fifths: int, steps: int) -> Chart:
    """Return the chart moved by a named interval: (1, 4) is a fifth up, (-1, -4) down again."""
    notes = tuple(replace(n, pitch=moved(n.pitch, fifths, steps)) for n in chart.melody)
    low, high = (
        min((n.pitch.midi for n in notes), default=60),
        max((n.pitch.midi for n in notes), default=60),
    )
    if low < 0 or high > 127:
        raise CannotTranspose(f"the melody would reach MIDI {low} to {high}; 0 to 127 is there")
    return replace(
        chart,
        keys=tuple(replace(k, tonic_fifths=k.tonic_fifths + fifths) for k in chart.keys),
        melody=notes,
        chords=tuple(replace(c, symbol=moved_chord(c.symbol, fifths)) for c in chart.chords),
        runner_up="" if fifths else chart.runner_up,
    )
