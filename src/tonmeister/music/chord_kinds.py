"""The kinds of chords that charts are written in: how each is spelled, from its root."""

from __future__ import annotations

from tonmeister.model import ChordSymbol

KINDS: dict[str, tuple[int, ...]] = {
    "": (0, 4, 1),
    "m": (0, -3, 1),
    "5": (0, 1),
    "dim": (0, -3, -6),
    "aug": (0, 4, 8),
    "sus2": (0, 2, 1),
    "sus4": (0, -1, 1),
    "6": (0, 4, 1, 3),
    "m6": (0, -3, 1, 3),
    "7": (0, 4, 1, -2),
    "maj7": (0, 4, 1, 5),
    "m7": (0, -3, 1, -2),
    "mmaj7": (0, -3, 1, 5),
    "m7b5": (0, -3, -6, -2),
    "dim7": (0, -3, -6, -9),
    "aug7": (0, 4, 8, -2),
    "7sus4": (0, -1, 1, -2),
    "7b5": (0, 4, -6, -2),
    "7b9": (0, 4, 1, -2, -5),
    "7#9": (0, 4, 1, -2, 9),
    "9": (0, 4, 1, -2, 2),
    "maj9": (0, 4, 1, 5, 2),
    "m9": (0, -3, 1, -2, 2),
    "9sus4": (0, -1, 1, -2, 2),
    "add9": (0, 4, 1, 2),
    "madd9": (0, -3, 1, 2),
    "69": (0, 4, 1, 3, 2),
    "11": (0, 4, 1, -2, 2, -1),
    "m11": (0, -3, 1, -2, 2, -1),
    "13": (0, 4, 1, -2, 2, 3),
    "maj13": (0, 4, 1, 5, 2, 3),
    "maj7#11": (0, 4, 1, 5, 6),
    "7#11": (0, 4, 1, -2, 6),
    "7b13": (0, 4, 1, -2, -4),
}
"""Each tone as steps on the line of fifths from the root: a fifth 1, a major third 4, a minor
third -3, a minor seventh -2, a major seventh 5, a ninth 2."""


def semitones(fifths: int) -> int:
    """Return the pitch class of a place on the line of fifths (C 0)."""
    return fifths * 7 % 12


def tones_fifths(symbol: ChordSymbol) -> tuple[int, ...]:
    """Return the tones of a chord on the line of fifths, root first."""
    return tuple(symbol.root_fifths + step for step in KINDS[symbol.quality])


def tone_classes(symbol: ChordSymbol) -> tuple[int, ...]:
    """Return the tones of a chord as pitch classes (C is 0), root first."""
    return tuple(semitones(f) for f in tones_fifths(symbol))


def bass_class(symbol: ChordSymbol) -> int:
    """Return the pitch class that the bass plays."""
    return semitones(symbol.root_fifths if symbol.bass_fifths is None else symbol.bass_fifths)
