"""How notes and chords are written in a key: F sharp or G flat.

Each key has its twelve names: the tonic with five names flatwards and six sharpwards on the line
of fifths (the harmonic chromatic scale). A tone of the chord that sounds is written as that
chord spells it.
"""

from __future__ import annotations

from tonmeister.model import ChordSymbol, KeyAt, Pitch
from tonmeister.model.chart import LETTER_CLASS
from tonmeister.music.chord_kinds import semitones, tones_fifths

SIGNATURE = {
    "major": 0, "ionian": 0, "lydian": 1, "mixolydian": -1, "dorian": -2, "minor": -3,
    "natural minor": -3, "harmonic minor": -3, "melodic minor": -3, "aeolian": -3,
    "phrygian": -4, "locrian": -5,
}  # fmt: skip
"""What a mode adds to its tonic's sharps."""
FLATWARDS, SHARPWARDS = 5, 6
DIMINISHED = {"dim", "dim7", "m7b5"}


def signature_fifths(key: KeyAt) -> int:
    """Return the sharps (above 0) or flats (below) before the staff."""
    return key.tonic_fifths + SIGNATURE.get(key.mode, 0)


def spell_tonic(pitch_class: int, mode: str) -> int:
    """Return how the tonic of a key is usually written, on the line of fifths.

    The way with fewer signs; F# major and Eb minor of the pairs that have six.
    """
    ways = [f for f in range(-8, 13) if semitones(f) == pitch_class % 12]
    sharp = SIGNATURE.get(mode, 0) >= -1
    return min(ways, key=lambda f: (abs(f + SIGNATURE.get(mode, 0)), -f if sharp else f))


def spelled_fifths(pitch_class: int, key: KeyAt, chord: ChordSymbol | None = None) -> int:
    """Return how a pitch class (C is 0) is written, on the line of fifths."""
    for tone in () if chord is None else tones_fifths(chord):
        if semitones(tone) == pitch_class % 12:
            return tone
    low = key.tonic_fifths - FLATWARDS
    return low + (pitch_class * 7 - low) % 12  # 7 is its own inverse modulo 12


def at_octave(fifths: int, midi: int) -> Pitch:
    """Return the pitch of a name that sounds as a MIDI key."""
    name = Pitch(fifths, 0)
    octave, rest = divmod(midi - name.alter - LETTER_CLASS[name.letter], 12)
    if rest:
        raise ValueError(f"MIDI {midi} is not called {name.name[:-1]}")
    return Pitch(fifths, octave - 1)


def spelled(midi: int, key: KeyAt, chord: ChordSymbol | None = None) -> Pitch:
    """Return how a MIDI key is written in a key, over a chord."""
    return at_octave(spelled_fifths(midi, key, chord), midi)


def spell_chord(
    root_class: int, quality: str, key: KeyAt, bass_class: int | None = None
) -> ChordSymbol:
    """Return a chord symbol from pitch classes: a diminished chord by the tone it leads to."""
    root = spelled_fifths(root_class, key)
    if quality in DIMINISHED and signature_fifths(key) == key.tonic_fifths:
        low = key.tonic_fifths - 1
        root = low + (root_class * 7 - low) % 12
    symbol = ChordSymbol(root, quality)
    if bass_class is None or bass_class % 12 == root_class % 12:
        return symbol
    return ChordSymbol(root, quality, spelled_fifths(bass_class, key, symbol))
