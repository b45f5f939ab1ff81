"""Which tone of each chord the bass plays, so that it walks in steps."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from tonmeister.model import ChartChord, ChordSymbol
from tonmeister.music.chord_kinds import semitones, tones_fifths

THIRD, FIFTH, SEVENTH = 0.5, 1.2, 1.1
"""What it costs to leave the root for another tone."""
STEP, AGAIN, LEAP = -0.6, 0.25, 0.2
"""What a step of one or two semitones in the bass is worth, staying, and leaping more than a
fourth."""


def with_basses(chords: Sequence[ChartChord]) -> tuple[ChartChord, ...]:
    """Return the chords with slashes where the bass then moves by step; the first and the last
    stand on their roots.
    """
    if not chords:
        return ()
    options = [_options(c.symbol) for c in chords]
    options[0], options[-1] = options[0][:1], options[-1][:1]
    best: list[list[tuple[float, int]]] = [[(price, -1) for _, price in options[0]]]
    for before, now in itertools.pairwise(options):
        row = []
        for tone, price in now:
            ways = [
                (best[-1][i][0] + price + _walk(other, tone), i)
                for i, (other, _) in enumerate(before)
            ]
            row.append(min(ways))
        best.append(row)
    at = min(range(len(best[-1])), key=lambda i: best[-1][i][0])
    picked = [at]
    for row in best[:0:-1]:
        at = row[at][1]
        picked.append(at)
    picked.reverse()
    return tuple(
        _on(chord, options[i][k][0] if k else None)
        for i, (chord, k) in enumerate(zip(chords, picked, strict=True))
    )


def _options(symbol: ChordSymbol) -> list[tuple[int, float]]:
    """Return (tone on the line of fifths, cost): root, third, fifth, seventh."""
    tones = tones_fifths(symbol)
    out = [(tones[0], 0.0)]
    if symbol.quality in ("", "m", "7", "m7", "maj7"):
        out += list(zip(tones[1:4], (THIRD, FIFTH, SEVENTH), strict=False))
    return out


def _walk(one: int, other: int) -> float:
    apart = (semitones(other) - semitones(one)) % 12
    apart = min(apart, 12 - apart)
    return AGAIN if apart == 0 else STEP if apart <= 2 else LEAP if apart > 5 else 0.0


def _on(chord: ChartChord, bass_fifths: int | None) -> ChartChord:
    return replace(chord, symbol=replace(chord.symbol, bass_fifths=bass_fifths))
